// `npm run bench -- --flame FILE`: profiles the processor under load, as a flame graph and a short
// summary.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { warmUpMs } from './bench-warm.ts'

const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).default([]),
    }),
  ),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
})

/**
 * A function as called from its parent. `own` and `total` (with its callees) are in microseconds.
 */
interface Frame {
  readonly name: string
  own: number
  total: number
  readonly below: Map<string, Frame>
}

const idle = '(idle)'
const width = 1_600
const rowHeight = 16
/** In pixels; narrower frames are not drawn. */
const leastWidth = 0.5

/**
 * Writes the graph to `file`; returns the shares of the busy time of the store's thread, largest
 * first.
 */
export function drawFlame(file: string, compiled: string, seconds: number): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'aval-flame-'))
  try {
    const script = join(compiled, 'scripts/bench-load.js')
    const options = ['--cpu-prof', '--cpu-prof-dir', folder]
    const words = ['grouped', String(seconds), '32']
    execFileSync(process.execPath, [...options, script, ...words], { stdio: 'ignore' })
    const threads = readdirSync(folder).map((name) => treeOf(join(folder, name)))
    const store = threads.find((one) => totalOf(one, 'serveStore') + totalOf(one, 'repliesTo') > 0)
    const main = threads.find((one) => totalOf(one, 'createEngine') + totalOf(one, 'pass') > 0)
    const shown = [store, main].flatMap((one) => one ?? [])
    writeFileSync(file, svgOf(shown))
    return store === undefined ? [] : sharesOf(store)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function treeOf(file: string): Frame {
  const profile = profileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  const nodes = new Map(profile.nodes.map((one) => [one.id, one]))
  const own = new Map<number, number>()
  let at = 0
  for (const [index, id] of profile.samples.entries()) {
    const took = profile.timeDeltas[index] ?? 0
    at += took
    if (at > warmUpMs * 1_000) own.set(id, (own.get(id) ?? 0) + took)
  }
  const frameOf = (id: number): Frame => {
    const node = nodes.get(id)
    const frame: Frame = {
      name: '',
      own: own.get(id) ?? 0,
      total: own.get(id) ?? 0,
      below: new Map(),
    }
    for (const child of node?.children ?? []) {
      const found = { ...frameOf(child), name: nameOf(nodes.get(child)?.callFrame) }
      if (found.name === idle) continue
      merge(frame.below, found)
      frame.total += found.total
    }
    return frame
  }
  return frameOf(profile.nodes[0]?.id ?? 0)
}

function nameOf(frame: { functionName: string; url: string } | undefined): string {
  const place = frame?.url.split('/').slice(-2).join('/') ?? ''
  const name = frame?.functionName === '' ? 'anonymous' : (frame?.functionName ?? '')
  return place === '' ? name : `${name} ${place}`
}

function merge(frames: Map<string, Frame>, other: Frame): void {
  const known = frames.get(other.name)
  if (known === undefined) return void frames.set(other.name, other)
  known.own += other.own
  known.total += other.total
  for (const one of other.below.values()) merge(known.below, one)
}

/** Time in a function; recursive calls count once. */
function totalOf(frame: Frame, name: string): number {
  if (frame.name.split(' ')[0] === name) return frame.total
  return [...frame.below.values()].reduce((sum, one) => sum + totalOf(one, name), 0)
}

/** The parts of settling an event, each with the functions or files that belong to it. */
export const eventParts: readonly (readonly [string, readonly string[]])[] = [
  ['the commit itself, its flush included', ['sqliteTransaction']],
  ['evidence: canonical form, hash, rows', ['evidence.js']],
  ['other rows, letters and commands among them', ['apply.js']],
  ['reading the facts', ['facts-reader.js']],
  ['deciding', ['decide.js', 'step.js']],
  ['around all of it', ['settling.js', 'sqlite-store.js']],
  ['answers to the other thread', ['postMessage', 'client-thread.js']],
  ['collecting garbage', ['(garbage collector)']],
]

function sharesOf(store: Frame): readonly string[] {
  const shares = eventParts.map(([what, places]) => ({ what, time: timeIn(store, places) }))
  const named = shares.reduce((sum, one) => sum + one.time, 0)
  return [...shares, { what: 'elsewhere', time: store.total - named }]
    .toSorted((one, other) => other.time - one.time)
    .map(({ what, time }) => `${((100 * time) / store.total).toFixed(1)} % ${what}`)
}

/**
 * Time of the topmost frames in `places`, without frames below them that belong to another part.
 */
function timeIn(frame: Frame, places: readonly string[]): number {
  const stands = (one: Frame, names: readonly string[]) =>
    names.some((name) => one.name.startsWith(name) || one.name.endsWith(`/${name}`))
  const others = eventParts.filter(([, names]) => names !== places).flatMap(([, names]) => names)
  const within = (one: Frame, inside: boolean): number => {
    const here = stands(one, places) || (inside && !stands(one, others))
    const below = [...one.below.values()].reduce((sum, child) => sum + within(child, here), 0)
    return below + (here ? one.own : 0)
  }
  return within(frame, false)
}

function svgOf(threads: readonly Frame[]): string {
  const boxes: string[] = []
  let depth = 0
  let top = 0
  const draw = (frame: Frame, x: number, row: number, scale: number): void => {
    const wide = frame.total * scale
    if (wide < leastWidth) return
    depth = Math.max(depth, row)
    const label = frame.name.slice(0, Math.floor(wide / 7))
    const share = ((100 * wide) / width).toFixed(1)
    boxes.push(
      `<g><title>${escaped(frame.name)} ${share} %</title>` +
        `<rect x="${x.toFixed(1)}" y="${row * rowHeight}" width="${wide.toFixed(1)}" height="15" fill="hsl(${hueOf(frame.name)} 70% 75%)"/>` +
        `<text x="${(x + 2).toFixed(1)}" y="${row * rowHeight + 12}">${escaped(label)}</text></g>`,
    )
    let left = x
    for (const child of [...frame.below.values()].toSorted(
      (one, other) => other.total - one.total,
    )) {
      draw(child, left, row + 1, scale)
      left += child.total * scale
    }
  }
  for (const [index, thread] of threads.entries()) {
    const name = index === 0 ? 'the thread of the store' : 'the main thread'
    draw({ ...thread, name }, 0, top, width / thread.total)
    top = depth + 2
  }
  const height = (depth + 1) * rowHeight
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="11">\n${boxes.join('\n')}\n</svg>\n`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** The same function has the same colour in every graph. */
function hueOf(name: string): number {
  let hue = 0
  for (const character of name) hue = (hue * 31 + (character.codePointAt(0) ?? 0)) % 360
  return hue
}
