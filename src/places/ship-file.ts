// Evidence at the end of a file, a JSON object a line, on the disk before it counts as sent.

import { closeSync, openSync, readSync, statSync, utimesSync } from 'node:fs'
import { type ShipPlace, wordOfFailure } from '../engine/places/places.ts'
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
        // Opening a pipe waits for its reader, and everything else here would wait with it.
        if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
          return { state: 'failed', why: 'not_a_file' }
        const whole = records.map((one) => `${one.line}\n`).join('')
        // A line that a full disk cut short must not swallow the first one of the next try.
        appendTo(path, isTorn(path) ? `\n${whole}` : whole)
        return { state: 'sent', rejected: 0 }
      } catch (error) {
        return { state: 'failed', why: wordOfFailure(error) }
      }
    },
  }
}

/** Another process may begin its next batch in the very moment between waiting and looking. */
const looksMost = 5

/** What another process is writing at this very moment looks torn, too, until it has. */
function isTorn(path: string): boolean {
  for (let looks = 1; looks <= looksMost; looks += 1) {
    if (endsInLine(path)) return false
    waitForWriters(path)
  }
  return true
}

/**
 * While one writes to a file, the system lets nobody else change anything about it, its times
 * included. Where they may not be set, the worst that comes of it is an empty line.
 */
function waitForWriters(path: string): void {
  try {
    const now = new Date()
    utimesSync(path, now, now)
  } catch {
    // A file of another user, into which this one may write.
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
