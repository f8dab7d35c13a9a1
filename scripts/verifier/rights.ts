// Holds decisions against the rights that artifacts before them in the same part of a chain say.

import { bad, good, type Line } from './claims.ts'
import { list, memberOf, textIn } from './members.ts'
import { type Event, isObject, type Json, type JsonObject } from './pack-file.ts'
import { typeOf } from './range-file.ts'

/** What somebody was left with, and by which artifact; `rights` is null for who was forgotten. */
interface Said {
  readonly seq: number
  readonly rights: JsonObject | null
}

/**
 * A line for each decision under a right that its person had not, by the newest word about them in
 * these artifacts; of whom they say nothing, nothing is checked.
 */
export function rightLines(events: readonly Event[]): readonly Line[] {
  const known = new Map<Json, Said>()
  let checked = 0
  const faults = events.flatMap((one) => {
    const held = deciding.includes(typeOf(one.sealed)) ? memberOf(one.body ?? {}, 'held') : {}
    const said = known.get(textIn(held, 'person'))
    follow(one, known)
    if (said === undefined) return []
    checked += 1
    const isGiven = said.rights !== null && gives(said.rights, held)
    const whose = `${textIn(held, 'person')} had not, by artifact ${said.seq}`
    return isGiven ? [] : [bad(`Artifact ${one.seq} counts under a right that ${whose}.`)]
  })
  if (faults.length > 0 || checked === 0) return faults
  return [good(`Decisions that agree with the rights that are said here before them: ${checked}.`)]
}

const deciding: readonly string[] = ['approval.granted', 'approval.denied', 'command.authorized']

function follow({ seq, sealed, body }: Event, known: Map<Json, Said>): void {
  // What an erased one changed is unknown.
  if (body === null && sealed['roll'] !== undefined) known.clear()
  for (const one of list(body ?? {}, 'rights')) {
    if (!isObject(one)) continue
    const rights = one['gone'] === true ? null : one
    for (const person of list(one, 'people')) known.set(person, { seq, rights })
  }
}

function gives(rights: JsonObject, held: JsonObject): boolean {
  const isAmong = (name: string) => {
    const had = list(rights, name)
    return list(held, name).every((one) => had.includes(one))
  }
  return rights['rest'] === undefined && isAmong('roles') && isAmong('grants')
}
