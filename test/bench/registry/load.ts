import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { uploadForm } from '../lines/publish-job';
import type { Registry } from './registry';

/** Bytes of a distribution: large enough to be a file, small enough to measure the server and not the disk. */
const SIZE = 10_000;

/** Uploads a distribution each of so many projects and answers the uploads per second. */
export async function uploads(
  registry: Registry,
  options: { readonly projects: readonly string[]; readonly concurrency: number },
): Promise<number> {
  return rate(options.projects.length, options.concurrency, async (index) => {
    const project = options.projects[index] as string;
    const file = Buffer.alloc(SIZE, project);
    const answer = await fetch(registry.uploadUrl, {
      method: 'POST',
      headers: registry.headers,
      body: uploadForm({
        name: `${project}-1.0.tar.gz`,
        sha256: createHash('sha256').update(file).digest('hex'),
        file,
        package: project,
        version: '1.0',
      }),
    });
    const text = await answer.text();
    if (!answer.ok)
      throw new Error(`${registry.name}: expected an upload to succeed, found ${answer.status} ${text}`);
  });
}

/** Reads project pages and answers the reads per second. */
export async function reads(
  registry: Registry,
  options: { readonly projects: readonly string[]; readonly concurrency: number; readonly count: number },
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency });
  try {
    return await rate(options.count, options.concurrency, async (index) => {
      const project = options.projects[index % options.projects.length] as string;
      const page = await get(agent, registry, registry.projectUrl(project));
      if (!page.includes(`${project}-1.0.tar.gz`))
        throw new Error(
          `${registry.name}: expected the page of ${project} to list its file, found ${page.slice(0, 500)}`,
        );
    });
  } finally {
    agent.destroy();
  }
}

async function rate(
  count: number,
  concurrency: number,
  action: (index: number) => Promise<void>,
): Promise<number> {
  const start = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < count) await action(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return (count * 1000) / (performance.now() - start);
}

function get(agent: Agent, registry: Registry, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: registry.headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () => resolve(text));
      answer.on('error', reject);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed a kept connection just as it was used again, which says nothing about a request.
      if (sent.reusedSocket && error.code === 'ECONNRESET') get(agent, registry, url).then(resolve, reject);
      else reject(error);
    });
    sent.end();
  });
}
