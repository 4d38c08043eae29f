import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { Registry } from './registry';
import { uploadFrame } from './upload-frame';

const CHUNK = Buffer.alloc(1 << 20, 'x');

/** Peak resident memory of a process in MiB, as Linux keeps it. */
export function peakMemory(pid: number): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1]) / 1024);
}

/** Streams one distribution of so many MiB; answers the seconds it took. */
export async function largeUpload(registry: Registry, project: string, mebibytes: number): Promise<number> {
  const hash = createHash('sha256');
  for (let index = 0; index < mebibytes; index += 1) hash.update(CHUNK);
  const { head, tail, type } = uploadFrame(project, hash.digest('hex'));
  const length = head.length + mebibytes * CHUNK.length + tail.length;
  const start = performance.now();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const headers = {
      ...registry.headers,
      'content-type': type,
      'content-length': length,
    };
    const sent = request(registry.uploadUrl, { method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    sent.on('error', reject);
    sent.write(head);
    let left = mebibytes;
    const write = () => {
      while (left > 0) {
        left -= 1;
        if (!sent.write(CHUNK)) return sent.once('drain', write);
      }
      return sent.end(tail);
    };
    write();
  });
  if (status !== 200) throw new Error(`expected the upload of ${mebibytes} MiB to succeed, found ${status}`);
  return (performance.now() - start) / 1000;
}
