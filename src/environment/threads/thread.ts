// Starts threads, both from the built program and from the sources.

import { type ResourceLimits, Worker, type WorkerOptions } from 'node:worker_threads'

/** Runs `NAME-thread` beside this file. `workerData` is plain data. */
export function startThread(
  name: 'picture' | 'reader' | 'session' | 'store' | 'verify',
  workerData: unknown,
  resourceLimits: ResourceLimits = {},
): Worker {
  const options = { name, workerData, resourceLimits }
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL(`./${name}-thread.js`, import.meta.url), options)
  return threadFromSource(new URL(`./${name}-thread.ts`, import.meta.url), options)
}

/** A thread run from TypeScript source needs the tsx loader. */
function threadFromSource(source: URL, options: WorkerOptions): Worker {
  const entry = JSON.stringify(source.href)
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const text = `import(${loader}).then((tsx) => { tsx.register(); return import(${entry}) })`
  return new Worker(text, { ...options, eval: true })
}
