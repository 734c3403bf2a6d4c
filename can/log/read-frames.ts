import { InputError } from '../../core/input-error.js';
import { decoderOf, LOG_HEAD } from './log-format.js';
import { logBytes } from './log-bytes.js';
import type { LogDecoder, LogReader, LogRemark } from './log-reader.js';

/** A CAN log of any format that is known, by how it begins; plain or gzipped, whatever its name says. */
export const readFrames: LogReader = async function* (path: string, remark: LogRemark = () => {}) {
  let head = Buffer.alloc(0);
  let decoder: LogDecoder | undefined;
  const decode = function* (chunk: Buffer) {
    decoder ??= decoderOf(chunk, path);
    const frames = decoder.push(chunk);
    if (frames.length > 0) yield frames;
    if (decoder.fault) throw decoder.fault;
  };
  let isTorn = false;
  try {
    for await (const chunk of logBytes(path)) {
      if (decoder) yield* decode(chunk);
      else {
        head = Buffer.concat([head, chunk]); // a pipe gives as little as it likes
        if (head.length >= LOG_HEAD) yield* decode(head);
      }
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // as: streams fail with errors alone
    if (code === 'Z_DATA_ERROR') throw new InputError(`expected gzip data, got damaged ones: ${message} (${path})`);
    if (code !== 'Z_BUF_ERROR') throw error;
    remark(`the gzip data end early (${path})`);
    isTorn = true;
  }
  if (!decoder) yield* decode(head);
  const last = decoder!.flush(remark, isTorn); // decode has made one
  if (decoder!.fault) throw decoder!.fault;
  if (last.length > 0) yield last;
};
