import { writeFile } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openSocketOutput } from '../../runtime/socket-output.js';
import { StreamOutput } from '../../runtime/stream-output.js';
import { useFolders } from '../cli/folders.js';

const newFolder = useFolders();
const LINE = `${'x'.repeat(1000)}\n`;

async function reader(path: string): Promise<{ socket: Socket; text: () => string }> {
  const socket = createConnection(path);
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => (text += part));
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, text: () => text };
}

describe('openSocketOutput', () => {
  it('gives everybody the lines from when they connect, and is gone when it is closed', async () => {
    const path = join(await newFolder(), 'a.sock');
    const output = await openSocketOutput(path, () => {});
    const first = await reader(path);
    await expect.poll(() => output.readers).toBe(1);
    output.write('a\n');
    const second = await reader(path);
    await expect.poll(() => output.readers).toBe(2);
    output.write('b\n');
    await expect.poll(() => [first.text(), second.text()]).toEqual(['a\nb\n', 'b\n']);
    first.socket.destroy();
    await expect.poll(() => output.readers).toBe(1);
    output.write('c\n');
    await output.close();
    expect(second.text()).toBe('b\nc\n');
    expect(existsSync(path)).toBe(false);
  });

  it('cuts off a reader that does not read, and delays no other', async () => {
    const path = join(await newFolder(), 'a.sock');
    const remarks: string[] = [];
    const output = await openSocketOutput(path, (text) => remarks.push(text));
    const stalled = await reader(path);
    stalled.socket.pause();
    const good = await reader(path);
    await expect.poll(() => output.readers).toBe(2);
    let lines = 0;
    for (; output.readers === 2 && lines < 5000; lines++) {
      output.write(LINE);
      output.write(LINE); // in the same turn
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(lines).toBeLessThan(5000);
    expect(remarks).toEqual([`${path}: a reader that does not read is cut off`]);
    await expect.poll(() => good.text().length).toBe(2 * lines * LINE.length);
    stalled.socket.destroy();
    good.socket.destroy();
    await output.close();
  });

  it('ends although a reader does not read', async () => {
    const path = join(await newFolder(), 'a.sock');
    const output = await openSocketOutput(path, () => {});
    const stalled = await reader(path);
    stalled.socket.pause();
    await expect.poll(() => output.readers).toBe(1);
    for (let k = 0; k < 300; k++) output.write(LINE);
    await output.close();
    stalled.socket.destroy();
  });

  it('takes the place of a process that died, of no other, and of no file', async () => {
    const folder = await newFolder();
    const path = join(folder, 'a.sock');
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    await expect(openSocketOutput(path, () => {})).rejects.toThrow('got one that another process serves');
    await new Promise((resolve) => server.close(resolve));
    const file = join(folder, 'a.txt');
    await writeFile(file, 'text');
    await expect(openSocketOutput(file, () => {})).rejects.toThrow(
      'expected a unix socket or nothing, got another file',
    );
    const missing = join(folder, 'no', 'a.sock');
    await expect(openSocketOutput(missing, () => {})).rejects.toThrow('expected a unix socket that can be made');
  });
});

describe('StreamOutput', () => {
  it('leaves out what its reader has no room for, says so once, and goes on when there is', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const remarks: string[] = [];
    const output = new StreamOutput(stream, (text) => remarks.push(text));
    for (let k = 0; k < 2000; k++) output.write(LINE);
    expect(output.leftOut).toBeGreaterThan(500);
    expect(remarks).toHaveLength(1);
    stream.resume();
    await expect.poll(() => stream.writableLength).toBe(0);
    const before = output.leftOut;
    output.write(LINE);
    expect(output.leftOut).toBe(before);
  });
});
