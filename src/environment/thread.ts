// Threads of their own, started alike from what the compiler wrote and from the sources.

import { Worker } from 'node:worker_threads'

/** `source`: the address of a module as it is in the sources. `workerData` is plain data. */
export function startThread(name: string, source: URL, workerData: unknown): Worker {
  const options = { name, workerData }
  // The compiler rewrites imports, not addresses; run from its source, a thread needs the loader.
  if (!import.meta.url.endsWith('.ts'))
    return new Worker(new URL(source.href.replace(/\.ts$/, '.js')), options)
  const entry = JSON.stringify(source.href)
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'))
  const text = `import(${loader}).then((tsx) => { tsx.register(); return import(${entry}) })`
  return new Worker(text, { ...options, eval: true })
}
