// A model of a disk that loses power: what is durable, what is only written, and the possible
// states left.

import { dirname } from 'node:path'
import type { DiskCall } from './power-cut-trace.ts'

/** A sector is written whole or not at all; nothing larger is atomic. */
const sectorBytes = 512

type Pending =
  | { readonly kind: 'write'; readonly at: number; readonly data: Buffer }
  | { readonly kind: 'size'; readonly size: number }

interface File {
  /** The content at the last flush. */
  durable: Buffer
  /** Changes since then, in order. */
  pending: Pending[]
}

type NameChange =
  | { readonly kind: 'make'; readonly path: string; readonly file: File }
  | { readonly kind: 'remove'; readonly path: string }

/** The files below one folder; a name is durable once its folder was flushed. */
export interface Disk {
  play(call: DiskCall): void
  /** One possible state after a power cut now; `chance` returns numbers from 0 to below 1. */
  cut(way: CutWay, chance: () => number): ReadonlyMap<string, Buffer>
}

/**
 * `kept`: all writes are durable. `dropped`: none since the last flush. `torn`: each sector and
 * each name independently is or is not. `prefix`: the writes are durable in order up to one.
 */
export type CutWay = 'kept' | 'dropped' | 'torn' | 'prefix'

export function createDisk(): Disk {
  const live = new Map<string, File>()
  let certain = new Map<string, File>()
  let changes: NameChange[] = []

  function make(path: string): File {
    const file: File = { durable: Buffer.alloc(0), pending: [] }
    live.set(path, file)
    changes.push({ kind: 'make', path, file })
    return file
  }

  function remove(path: string): void {
    if (live.delete(path)) changes.push({ kind: 'remove', path })
  }

  function flush(path: string): void {
    const file = live.get(path)
    if (file !== undefined) {
      file.durable = applied(file.durable, file.pending)
      file.pending = []
      return
    }
    certain = new Map([...certain].filter(([name]) => dirname(name) !== path))
    for (const [name, one] of live) if (dirname(name) === path) certain.set(name, one)
    changes = changes.filter((one) => dirname(one.path) !== path)
  }

  function play(call: DiskCall): void {
    const file = live.get(call.path)
    switch (call.call) {
      case 'create':
        if (file === undefined) make(call.path)
        return
      case 'write':
        file?.pending.push({ kind: 'write', at: call.at, data: call.data })
        return
      case 'append':
        if (file !== undefined)
          file.pending.push({ kind: 'write', at: sizeOf(file), data: call.data })
        return
      case 'truncate':
        file?.pending.push({ kind: 'size', size: call.size })
        return
      case 'flush':
        flush(call.path)
        return
      case 'remove':
        remove(call.path)
        return
      case 'rename':
        if (file === undefined) return
        live.delete(call.path)
        live.set(call.to, file)
        changes.push({ kind: 'remove', path: call.path }, { kind: 'make', path: call.to, file })
    }
  }

  function cut(way: CutWay, chance: () => number): ReadonlyMap<string, Buffer> {
    const names = new Map(certain)
    const arrived = way === 'prefix' ? Math.floor(chance() * (changes.length + 1)) : changes.length
    for (const change of changes.slice(0, arrived)) {
      if (way === 'dropped' || (way === 'torn' && chance() < 0.5)) continue
      if (change.kind === 'make') names.set(change.path, change.file)
      else names.delete(change.path)
    }
    return new Map([...names].map(([path, file]) => [path, contentOf(file, way, chance)]))
  }
  return { play, cut }
}

function sizeOf(file: File): number {
  return applied(file.durable, file.pending).length
}

function contentOf(file: File, way: CutWay, chance: () => number): Buffer {
  switch (way) {
    case 'kept':
      return applied(file.durable, file.pending)
    case 'dropped':
      return file.durable
    case 'prefix':
      return applied(
        file.durable,
        file.pending.slice(0, Math.floor(chance() * (file.pending.length + 1))),
      )
    case 'torn':
      return applied(
        file.durable,
        file.pending.flatMap((one) => torn(one, chance)),
      )
  }
}

function torn(pending: Pending, chance: () => number): readonly Pending[] {
  if (pending.kind === 'size') return chance() < 0.5 ? [pending] : []
  const { at, data } = pending
  const left: Pending[] = []
  let from = 0
  while (from < data.length) {
    const to = Math.min(data.length, from + sectorBytes - ((at + from) % sectorBytes))
    if (chance() < 0.5) left.push({ kind: 'write', at: at + from, data: data.subarray(from, to) })
    from = to
  }
  return left
}

function applied(before: Buffer, pending: readonly Pending[]): Buffer {
  if (pending.length === 0) return before
  let size = before.length
  let most = size
  for (const one of pending) {
    size = one.kind === 'size' ? one.size : Math.max(size, one.at + one.data.length)
    most = Math.max(most, size)
  }
  const content = Buffer.alloc(most)
  before.copy(content)
  let end = before.length
  for (const one of pending) {
    if (one.kind === 'write') {
      one.data.copy(content, one.at)
      end = Math.max(end, one.at + one.data.length)
    } else {
      if (one.size < end) content.fill(0, one.size, end)
      end = one.size
    }
  }
  return content.subarray(0, end)
}
