import type { Judgement } from '../drives/signal-check.js';

/** What holds together in a drive, and what nothing in it could show: one line each, where there is any. */
export function judgedLines({ agreeing, unchecked }: Pick<Judgement, 'agreeing' | 'unchecked'>): string[] {
  return [
    ...(agreeing.length > 0 ? [`signs and units: nothing looks wrong in ${agreeing.join(', ')}`] : []),
    ...(unchecked.length > 0 ? [`not checked: ${unchecked.join(', ')}`] : []),
  ];
}
