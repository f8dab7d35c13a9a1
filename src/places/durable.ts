// Writing so that a power cut takes nothing back, behind walls that forbid to flush by hand.

import { closeSync, constants, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const { O_APPEND, O_CREAT, O_DSYNC, O_EXCL, O_SYNC, O_WRONLY } = constants

/**
 * Make a file that is not there yet. Throws EEXIST when it is. What a full disk cuts short is taken
 * away again, where that is allowed, so that there is room for it the next time.
 */
export function writeNew(file: string, text: string): void {
  // Behind Node's permission model nobody may call fsync; a file that is opened to write through
  // needs no such call.
  const descriptor = openSync(file, O_WRONLY | O_CREAT | O_EXCL | O_SYNC, 0o400)
  try {
    writeWhole(descriptor, text)
  } catch (error) {
    takeAway(file)
    throw error
  }
  flushFolder(dirname(file))
}

function takeAway(file: string): void {
  try {
    unlinkSync(file)
  } catch {
    // A folder that can only be added to keeps what is torn; the place then says that it differs.
  }
}

/** Add to the end of a file. */
export function appendTo(file: string, text: string): void {
  writeWhole(openSync(file, O_WRONLY | O_CREAT | O_APPEND | O_DSYNC, 0o600), text)
}

function writeWhole(descriptor: number, text: string): void {
  try {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * The entry of a new file. Where it may not be flushed, the file system's own order has to do: the
 * usual ones write a new file's entry together with the file.
 */
function flushFolder(folder: string): void {
  if (process.permission !== undefined) return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
