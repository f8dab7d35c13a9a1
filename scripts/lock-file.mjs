// A lock file for one process at a time; it names process ids, so that a crash does not leave it
// locked.

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const askAgainMs = 200
const longestWaitMs = 15 * 60_000

/**
 * Runs `work` while no other process runs with the same lock file; calls `onWait` once when it must
 * wait. `work` gets a function that adds the process id of a child, which holds the lock even when
 * this process is killed.
 */
export async function inTurn(file, work, onWait) {
  let waitedMs = 0
  while (!take(file)) {
    if (waitedMs === 0) onWait()
    if (waitedMs > longestWaitMs)
      throw new Error(`${file} is held for too long; if nothing is at work there, delete it.`)
    await pause(askAgainMs)
    waitedMs += askAgainMs
  }
  try {
    return await work((child) => writeFileSync(file, `${process.pid} ${child}`))
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const owner = read(file)
  if (owner !== null && !owner.split(' ').some(isAlive)) clear(file, owner)
  return false
}

/**
 * When several processes find the same dead owner, one moves the file away; if it moved a new
 * owner's file, it moves that back.
 */
function clear(file, owner) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    if (read(aside) !== owner) renameSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
  rmSync(aside, { force: true })
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

/** A file without a number counts as alive: its owner is between creating and writing it. */
function isAlive(text) {
  const pid = Number(text)
  if (!Number.isInteger(pid) || pid <= 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
