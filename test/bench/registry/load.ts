import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Registry } from './registry';
import { distributionName, uploadFrame } from './upload-frame';

/** Bytes of a distribution: large enough to be a file, small enough to measure the server and not the disk. */
const SIZE = 10_000;

/** A load that ends when everything is done, or the time is up. */
interface Load {
  readonly projects: readonly string[];
  /** Version of the project at this place. @default 1.0 */
  readonly versionAt?: (index: number) => string;
  readonly concurrency: number;
  /** @default 3: enough for a rate, and the slowest would take minutes */
  readonly seconds?: number;
}

/**
 * Uploads a distribution each of so many projects and answers the uploads per second. The bodies are made before the
 * clock starts and connections are kept, because the load shares the processors with the server.
 */
export async function uploads(registry: Registry, load: Load): Promise<number> {
  const bodies = load.projects.map((project, index) => uploadForm(project, load.versionAt?.(index)));
  return rate({ ...load, count: bodies.length }, async (index, agent) => {
    const upload = bodies[index] as Form;
    const { status, text } = await exchange(agent, registry, { url: registry.uploadUrl, ...upload });
    if (status !== 200)
      throw new Error(`${registry.name}: expected an upload to succeed, found ${status} ${text}`);
  });
}

let serial = 0;

/** Names of projects that no registry has yet. */
export function freshProjects(count: number): string[] {
  return Array.from({ length: count }, () => `project-${++serial}`);
}

/** As {@link uploads}, of so many fresh projects that are taken away again. */
export async function passingUploads(
  registry: Registry,
  { count, ...load }: Omit<Load, 'projects'> & { readonly count: number },
): Promise<number> {
  const projects = freshProjects(count);
  const rate = await uploads(registry, { ...load, projects });
  await registry.remove?.(projects);
  return rate;
}

/** Reads project pages and answers the reads per second. */
export async function reads(registry: Registry, options: Load & { readonly count: number }): Promise<number> {
  return rate(options, async (index, agent) => {
    const project = options.projects[index % options.projects.length] as string;
    const { text } = await exchange(agent, registry, { url: registry.projectUrl(project) });
    if (!text.includes(distributionName(project, options.versionAt?.(0))))
      throw new Error(
        `${registry.name}: expected the page of ${project} to list its file, found ${text.slice(0, 500)}`,
      );
  });
}

interface Form {
  readonly body: Buffer;
  readonly type: string;
}

function uploadForm(project: string, version = '1.0'): Form {
  const file = Buffer.alloc(SIZE, `${project} ${version}`);
  const sha256 = createHash('sha256').update(file).digest('hex');
  const { head, tail, type } = uploadFrame(project, sha256, version);
  return { body: Buffer.concat([head, file, tail]), type };
}

async function rate(
  { count, concurrency, seconds = 3 }: Omit<Load, 'projects'> & { readonly count: number },
  action: (index: number, agent: Agent) => Promise<void>,
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const start = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < count && performance.now() - start < seconds * 1000) await action(next++, agent);
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
    return (next * 1000) / (performance.now() - start);
  } finally {
    agent.destroy();
  }
}

function exchange(
  agent: Agent,
  registry: Registry,
  asked: { readonly url: string } & Partial<Form>,
): Promise<{ status: number | undefined; text: string }> {
  const { url, body, type } = asked;
  return new Promise((resolve, reject) => {
    const form =
      body === undefined ? {} : { 'content-type': type as string, 'content-length': String(body.length) };
    const method = body === undefined ? 'GET' : 'POST';
    const headers = { ...registry.headers, ...form };
    const sent = request(url, { agent, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
      answer.on('error', reject);
    });
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // The server closed a kept connection just as it was used again, which says nothing about a request.
      if (sent.reusedSocket && error.code === 'ECONNRESET')
        exchange(agent, registry, asked).then(resolve, reject);
      else reject(error);
    });
    sent.end(body);
  });
}
