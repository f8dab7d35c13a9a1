// Lines for slot values that a command's sentence leaves out, so that no input of the effect is
// hidden.

import type { Pack } from '../../policy/pack.ts'
import type { Preview, Slots } from '../command.ts'
import { type Phrase, phrase, type Term } from '../phrase.ts'
import type { Flow, Slot } from '../spec.ts'
import { fieldValue, label } from './label.ts'
import { titled } from './titles.ts'

/** Slot kinds that a sentence would show unformatted. */
const inTheirOwnWay: readonly (Slot['kind'] | undefined)[] = ['moment', 'span', 'scope']

/**
 * A line for each slot that sentence `said` leaves out (HAPF IX), in whatever language it is read.
 * `item` names the act they belong to, if there are several. A ticket's contents are shown by its
 * connector.
 */
export function slotLines(
  pack: Pack | null,
  flow: Flow | undefined,
  given: { readonly slots: Slots; readonly preview: Preview | null },
  said: Phrase,
  item?: string,
): readonly Phrase[] {
  return Object.entries(given.slots).flatMap(([name, value]) => {
    const slot = flow?.slots[name]
    // The sentence names the scope itself; its title says what that means.
    const word = slot?.kind === 'scope' ? 'means' : name
    const called = label(item === undefined ? word : `${item} ${word}`)
    const line = phrase('shows', { name: called, value: slotValue(pack, slot, name, value) })
    if (slot?.optional === true || inTheirOwnWay.includes(slot?.kind)) return [line]
    const isRead = flow?.does === 'config.units.promote' && name === 'ticket'
    return isRead || isChange(given.preview, name, String(value))
      ? []
      : [{ ...line, unlessSaid: { by: said, arg: name } }]
  })
}

/** Is the value shown among the changes already, under the same name? */
function isChange(preview: Preview | null, name: string, value: string): boolean {
  return preview?.changes.some(({ field, after }) => field === name && after === value) === true
}

function slotValue(
  pack: Pack | null,
  slot: Slot | undefined,
  name: string,
  value: string | number | boolean,
): Term {
  if (slot?.kind === 'scope') return titled(pack, 'scopes', String(value))
  if (typeof value !== 'number') return fieldValue(name, String(value), 'text')
  if (slot?.kind === 'moment') return { time: value }
  return slot?.kind === 'span' ? { span: value } : fieldValue(name, String(value), 'number')
}
