// Evidence appended to a file, one JSON object per line, durable before it counts as sent.

import { closeSync, openSync, readSync, statSync, utimesSync } from 'node:fs'
import { failureCode, type ShipPlace } from '../engine/places/places.ts'
import { appendTo } from './durable.ts'

export interface ShipOptions {
  readonly name: string
  readonly bodies: boolean
  readonly tenants: ReadonlySet<string> | null
}

export function filePlace(options: ShipOptions & { readonly path: string }): ShipPlace {
  const { name, bodies, tenants, path } = options
  return {
    ...{ name, bodies, tenants },
    kind: 'file',
    async send(records) {
      try {
        // Opening a pipe would block until it has a reader.
        if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
          return { state: 'failed', why: 'not_a_file' }
        const whole = records.map((one) => `${one.line}\n`).join('')
        // After a line torn by a full disk a new line is started.
        appendTo(path, isTorn(path) ? `\n${whole}` : whole)
        return { state: 'sent', rejected: 0 }
      } catch (error) {
        return { state: 'failed', why: failureCode(error) }
      }
    },
  }
}

/** Another process may start its next batch between waiting and checking. */
const looksMost = 5

/** Does the file end in the middle of a line? Waits for other writers first. */
function isTorn(path: string): boolean {
  for (let looks = 1; looks <= looksMost; looks += 1) {
    if (endsInLine(path)) return false
    waitForWriters(path)
  }
  return true
}

/**
 * Setting the file's times waits until other writers have finished. If that is not allowed, the
 * worst result is an empty line.
 */
function waitForWriters(path: string): void {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // A file of another user that this one may only write to.
  }
}

function endsInLine(path: string): boolean {
  const state = statSync(path, { throwIfNoEntry: false })
  if (state === undefined || state.size === 0) return true
  const descriptor = openSync(path, 'r')
  try {
    const last = Buffer.alloc(1)
    readSync(descriptor, last, 0, 1, state.size - 1)
    return last.toString() === '\n'
  } finally {
    closeSync(descriptor)
  }
}
