import type { Preview, RoadSourceName } from '../core/curvature-preview.js';
import type { Reason } from '../core/prediction.js';

const SOURCES: Partial<Record<Reason, RoadSourceName>> = {
  PREVIEW_MAP: 'map',
  PREVIEW_LANE: 'lane',
  PREVIEW_HELD: 'hold',
};

/** The preview of one drive, and what each of its samples had it from, in their order. */
export function notedPreview(preview: Preview): {
  preview: Preview;
  sourceAt: (sample: number) => RoadSourceName | undefined;
} {
  if (typeof preview === 'string') return { preview, sourceAt: () => (preview === 'hold' ? 'hold' : undefined) };
  const sources: (RoadSourceName | undefined)[] = [];
  const start = () => {
    const next = preview.start();
    return (sample: Parameters<typeof next>[0]) => {
      const answer = next(sample);
      sources.push(answer.reasons.map((reason) => SOURCES[reason]).find((source) => source !== undefined));
      return answer;
    };
  };
  return { preview: { source: preview.source, start }, sourceAt: (sample) => sources[sample] };
}
