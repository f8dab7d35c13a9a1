// Parses one slot from a program's JSON, strictly, so that its meaning does not depend on guesses.

import type { Facts } from '../command/facts.ts'
import { phrase } from '../command/phrase.ts'
import type { Slot } from '../command/spec.ts'
import { readMoment } from './iso-moment.ts'
import { plain } from './normalise.ts'
import { numberWithin, type Parsed, parseSlot } from './slot.ts'

/** What parsing may depend on; the sender is the person on whose behalf the program asks. */
export type SlotFacts = Pick<Facts, 'people' | 'sender' | 'now'> & {
  readonly rules: Pick<Facts['rules'], 'timeZone'>
}

const isoMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/

/** A person by id, a choice by its own word, a time in ISO 8601 with offset; others as typed. */
export function parseTypedSlot(
  slot: Slot,
  value: string | number | boolean,
  scene: SlotFacts,
): Parsed {
  const wrong = (id: string, args = {}): Parsed => ({ kind: 'wrong', why: phrase(id, args) })
  // Larger integers lose precision in JSON, and would name another record.
  const [low, high] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]
  if (typeof value === 'number' && !(value >= low && value <= high))
    return wrong('slot-number', { low, high })
  const text = plain(String(value))
  switch (slot.kind) {
    case 'person': {
      const { sender } = scene
      const known = scene.people.some((one) => one.id === text && one.tenant === sender?.tenant)
      return known ? { kind: 'value', value: text } : wrong('slot-person', { text })
    }
    case 'choice':
      return slot.options.includes(text)
        ? { kind: 'value', value: text }
        : wrong('slot-choice', { options: [...slot.options] })
    case 'number':
      // JSON numbers are unambiguous; texts are parsed as if a person had written them.
      return typeof value === 'number'
        ? numberWithin(slot, value)
        : parseSlot('', slot, text, scene, [])
    case 'moment': {
      const at = isoMoment.test(text) ? readMoment(text) : null
      return at !== null && at > scene.now ? { kind: 'value', value: at } : wrong('slot-moment')
    }
    case 'id':
    case 'text':
    case 'command':
    case 'scope':
    case 'phone':
    case 'span':
    case 'targets':
      return parseSlot('', slot, text, scene, [])
  }
}
