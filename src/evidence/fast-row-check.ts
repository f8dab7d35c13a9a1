// A fast check of ordinary rows: do column values, body and position produce exactly the stored
// bytes?

import { artifactTypes } from './artifact.ts'
import { sha256 } from './canonical.ts'
import { digestPattern, readPlain, timePattern, uuidPattern, wordPattern } from './reading.ts'
import { flag, mark, saltChars } from './row-text.ts'

/**
 * Accepts a row only if the full check would find nothing wrong; a refusal means only that the full
 * check must decide. Parts that repeat between rows are compared with cached ones instead of
 * parsed.
 */
export interface FastRowCheck {
  /** The hash of the row's bytes, equal to the stored one; null if the full check must decide. */
  hashOf(text: string, place: Place): string | null
  /** Caches parts of bytes that passed the full check. */
  learn(bytes: string): void
}

/** The artifact before the row, which decides its position. */
export interface Place {
  readonly seq: number
  readonly hash: string
}

/** The text before the body digest, and the text between that and the id. */
interface About {
  readonly head: string
  readonly command: string
}

/** The most entries of each cache; a full cache is emptied. */
const remembered = 1_000

export function fastRowCheck(chain: {
  readonly environment: string
  readonly tenant: string
}): FastRowCheck {
  /** By actor: the bytes from the beginning to the body digest. */
  const heads = new Map<string, string>()
  /** By actor, flags and command as they stand in a row's text. */
  const abouts = new Map<string, About>()
  /** The bytes from the id to the previous hash, for each policy seen; newest first. */
  let policies: readonly string[] = ['","prev_hash":"']
  /** The bytes from `seq` to the time; empty before the first. */
  let system = ''
  /** The last time that was checked completely, up to the minute. */
  let minute = never

  function hashOfRow(text: string, place: Place): string | null {
    const seq = String(place.seq + 1)
    const timeAt = text.indexOf(mark) + seq.length + 2
    const typeAt = timeAt + timeChars + 1 + digestChars + 1
    const actorAt = text.indexOf(mark, typeAt) + 1
    const flagsAt = text.indexOf(mark, actorAt) + 1
    const saltedAt = text.indexOf(mark, flagsAt + 2) + 1
    const bytesAt = text.indexOf(mark, saltedAt + saltChars) + 1
    if (bytesAt === 0 || system === '') return null
    const type = text.slice(typeAt, actorAt - 1)
    const key = text.slice(actorAt, saltedAt)
    const about = abouts.get(key) ?? meet(key, text.slice(bytesAt))
    if (about === null || !plainTypes.has(type) || !isTime(text, timeAt)) return null
    const idAt = bytesAt + about.head.length + digestChars + about.command.length
    idForm.lastIndex = idAt
    if (!idForm.test(text)) return null
    const salted = text.slice(saltedAt, bytesAt - 1)
    const hash = sha256(text.slice(bytesAt))
    const time = text.slice(timeAt, timeAt + timeChars)
    const before = `${text.slice(0, timeAt - seq.length - 1)}${seq}${mark}${time}${mark}${hash}${mark}${type}${mark}${key}${salted}${mark}${about.head}${sha256(salted)}${about.command}${text.slice(idAt, idAt + idChars)}`
    const behind = `${place.hash}","seq":${seq}${system}${time}`
    const tail = `"type":"${type}"}`
    for (const policy of policies) {
      const traceAt = idAt + idChars + policy.length + behind.length
      const trace = text.slice(traceAt, text.length - tail.length)
      if (`${before}${policy}${behind}${trace}${tail}` === text) return isTrace(trace) ? hash : null
    }
    return null
  }

  function isTime(text: string, at: number): boolean {
    if (text.indexOf(minute, at) === at) {
      secondsForm.lastIndex = at + minuteChars
      return secondsForm.test(text)
    }
    const time = text.slice(at, at + timeChars)
    if (!timeForm.test(time)) return false
    minute = time.slice(0, minuteChars)
    return true
  }

  /** Is this a valid text between the time and the type (the trace)? */
  function isTrace(found: string): boolean {
    return found === '",' || traceForm.test(found)
  }

  /** A new command by a known actor; null if it is not valid. */
  function meet(key: string, bytes: string): About | null {
    const [actor = '', flags = '', id = ''] = key.split(mark)
    const head = heads.get(actor)
    if (head === undefined) return null
    const about = { head, command: apart(commandOf(bytes, head.length + digestChars, flags, id)) }
    if (about.command === '') return null
    keep(abouts, apart(key), about)
    return about
  }

  function learn(bytes: string): void {
    const fields = readPlain(bytes)
    if (fields === null) return
    if (fields.environment !== chain.environment || fields.tenant !== chain.tenant) return
    // Quotation marks do not occur inside texts of a plain artifact, so each key occurs once.
    const digest = bytes.indexOf('"body_digest":"') + '"body_digest":"'.length
    const id = bytes.indexOf('"id":"') + '"id":"'.length
    const hash = bytes.indexOf('"prev_hash":"') + '"prev_hash":"'.length
    keep(heads, fields.actor, bytes.slice(0, digest))
    const policy = bytes.slice(id + idChars, hash)
    policies = [policy, ...policies.filter((one) => one !== policy)].slice(0, policiesMost)
    const time = bytes.indexOf('"time":"') + '"time":"'.length
    system = bytes.slice(bytes.indexOf(',"system":'), time)
  }

  const idForm = new RegExp(uuidPattern, 'y')
  const secondsForm = /[0-5]\d\.\d{3}Z/y
  return { hashOf: hashOfRow, learn }
}
const traceForm = new RegExp(
  `^",(?:"trace":\\{"chat":"${wordPattern}","message_id":"${wordPattern}","transport":"${wordPattern}"\\},)$`,
)
const timeForm = new RegExp(`^${timePattern}$`)
const never = '|'
const commandForm = new RegExp(
  `^","command":\\{"command_id":"(${wordPattern})","fingerprint":"${digestPattern}",` +
    `"idempotency_key":"${wordPattern}"\\},"id":"`,
)

/** The text from the body digest to the id if it is about this command; empty if not. */
function commandOf(bytes: string, at: number, flags: string, id: string): string {
  if (flags === String(flag.commandless)) return id === '' ? '","id":"' : ''
  const match = flags === '0' ? commandForm.exec(bytes.slice(at)) : null
  return match?.[1] === id ? match[0] : ''
}

/** Empties a full cache rather than growing without limit. */
function keep<Key, Part>(parts: Map<Key, Part>, key: Key, part: Part): void {
  if (parts.size >= remembered) parts.clear()
  parts.set(key, part)
}

/** A copy; a slice would keep the whole original text in memory. */
function apart(piece: string): string {
  return Buffer.from(piece).toString()
}

const digestChars = 64
const idChars = 36
const timeChars = 24
/** The length of `2026-01-05T09:00:`. */
const minuteChars = 17
/** How many policies in force are cached, "none" included. */
const policiesMost = 4

/** An erasure refers to other artifacts, which only the full check follows. */
const plainTypes: ReadonlySet<string> = new Set(
  artifactTypes.filter((type) => type !== 'evidence.erased'),
)
