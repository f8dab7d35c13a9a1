// Durable writes under Node's permission model, which forbids fsync.

import { closeSync, constants, fsyncSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const { O_APPEND, O_CREAT, O_DSYNC, O_EXCL, O_SYNC, O_WRONLY } = constants

/**
 * Creates a new file. Throws EEXIST if it exists. If the disk is full, the partial file is removed
 * again where possible.
 */
export function writeNew(file: string, text: string): void {
  // The permission model forbids fsync; files opened with O_SYNC need none.
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
    // A folder that only allows adding keeps the partial file, which is then reported as different.
  }
}

/** Appends to a file. */
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
 * Flushes the folder's entry for a new file. Where fsync is forbidden, this relies on the file
 * system, which usually writes the entry together with the file.
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
