// The meaning of each kind of break, for people who have to act on it.

import type { Break } from './breaks.ts'

/** Breaks that a store finds besides those of a chain. */
type StoreBreak =
  | 'chain_vanished'
  | 'tree_differs'
  | 'command_unproven'
  | 'command_changed'
  | 'command_impossible'
  | 'decided_otherwise'
  | 'key_twice'
  | 'erased_early'
  | 'command_vanished'
  | 'vote_unproven'
  | 'count_unproven'
  | 'lockdown_unproven'
  | 'policy_unproven'
  | 'roll_unproven'
  | 'right_unproven'
  | 'text_changed'
  | 'foreign_code'
  | 'older_than_noted'
  | 'file_damaged'

type AnyBreak = Break['what'] | StoreBreak

const meanings: Readonly<Record<AnyBreak, string>> = {
  malformed: 'Its bytes were edited or damaged, or were not written by Aval.',
  written_by_newer:
    'This version cannot read all of it: nothing is proved, and nothing is wrong yet.',
  hash_differs: 'Somebody edited it after it was written, or the disk damaged it.',
  prev_hash_breaks: 'The one before it was edited, removed or inserted.',
  gap: 'Rows were removed.',
  duplicate: 'A row was inserted or copied.',
  reordered: 'Rows were swapped or inserted.',
  wrong_environment: 'It was copied from another environment.',
  wrong_tenant: "It was copied from another tenant's chain.",
  column_differs: 'What queries and audits show is not what was sealed.',
  body_differs: 'Its details were edited after they were sealed.',
  body_missing: 'Details were removed, but not by retention.',
  body_kept: 'Details that retention recorded as erased are still there, or were put back.',
  erasure_unreadable: 'Which details retention may have erased is not known any more.',
  shorter_than_head: 'The newest rows were removed.',
  head_differs: 'The newest row was replaced, or the record of the head was edited.',
  shorter_than_checkpoint:
    'Signed rows are missing: they were cut off, or an older file was restored.',
  checkpoint_root_differs: 'History was rewritten after it was signed.',
  checkpoint_unsigned: 'It proves nothing: it was edited, or another key signed it.',
  checkpoint_elsewhere: 'It proves nothing about this chain: it belongs to another one.',
  checkpoint_malformed: 'It proves nothing: the file is not a checkpoint, or was cut.',
  cosignature_wrong:
    'The witness did not sign this: the line was edited, or belongs to another note.',
  cosignature_missing: 'It is not proved that this witness saw this history.',
  chain_vanished: 'All rows were removed, or an older file was restored.',
  command_unproven: 'Its record was edited, or its evidence was removed.',
  command_changed: 'Its record was edited after the request.',
  command_impossible:
    'Its evidence lacks a step that it needed: it was forged, or a part was left out.',
  decided_otherwise:
    'Under the policy in force the decision would differ: this program did not make it.',
  key_twice: 'It should have happened once and may have happened twice, or one was forged.',
  erased_early: 'Details were erased before retention allows it: no retention run did this.',
  command_vanished:
    'Its record was removed: it is forgotten, and no longer blocks what it blocked.',
  vote_unproven: 'An answer was inserted into its record: what it allows was not approved.',
  count_unproven: 'It was edited: a limit is reached too early, or not at all.',
  lockdown_unproven: 'The settings were edited: what is stopped is not what people decided.',
  policy_unproven: 'It was edited, or its evidence removed: it is not proved which rules applied.',
  roll_unproven:
    'It was edited, removed or rolled back: nothing starts until a sound copy is restored.',
  right_unproven:
    'The person lacked this right then: the decision was forged, or what gave the right was left out.',
  tree_differs: 'It was edited: the next checkpoint would not match the artifacts.',
  text_changed: 'It was edited: decisions under that policy or command are shown wrongly.',
  foreign_code: 'It runs whenever Aval writes, and can change what it records and allows.',
  older_than_noted: 'An older file was restored, or its newest rows were removed.',
  file_damaged: 'The disk damaged the file, or something else wrote into it: restore a copy.',
}

const byWord: ReadonlyMap<string, string> = new Map(Object.entries(meanings))

/** The meaning of a break by its `what`; empty for an unknown one. */
export function meaningOf(what: string): string {
  return byWord.get(what) ?? ''
}

/** The groups of breaks that are explained in chat, each in a word of the locales. */
type Kind =
  | 'edited'
  | 'removed'
  | 'added'
  | 'erased'
  | 'rewritten'
  | 'note'
  | 'command'
  | 'vote'
  | 'settings'
  | 'counts'
  | 'other'

const kinds: Readonly<Record<AnyBreak, Kind>> = {
  malformed: 'edited',
  hash_differs: 'edited',
  prev_hash_breaks: 'edited',
  column_differs: 'edited',
  body_differs: 'edited',
  head_differs: 'edited',
  tree_differs: 'edited',
  gap: 'removed',
  body_missing: 'removed',
  shorter_than_head: 'removed',
  shorter_than_checkpoint: 'removed',
  chain_vanished: 'removed',
  duplicate: 'added',
  reordered: 'added',
  wrong_environment: 'added',
  wrong_tenant: 'added',
  body_kept: 'erased',
  erasure_unreadable: 'erased',
  checkpoint_root_differs: 'rewritten',
  checkpoint_unsigned: 'note',
  checkpoint_elsewhere: 'note',
  checkpoint_malformed: 'note',
  cosignature_wrong: 'note',
  cosignature_missing: 'note',
  command_unproven: 'command',
  command_changed: 'command',
  command_impossible: 'command',
  decided_otherwise: 'vote',
  key_twice: 'command',
  erased_early: 'erased',
  command_vanished: 'command',
  vote_unproven: 'vote',
  count_unproven: 'counts',
  lockdown_unproven: 'settings',
  policy_unproven: 'settings',
  roll_unproven: 'settings',
  right_unproven: 'vote',
  text_changed: 'edited',
  foreign_code: 'added',
  older_than_noted: 'removed',
  file_damaged: 'other',
  written_by_newer: 'other',
}

const kindsByWord: ReadonlyMap<string, Kind> = new Map(Object.entries(kinds))

/** The group of a break by its `what`; `other` for an unknown one. */
export function kindOf(what: string): Kind {
  return kindsByWord.get(what) ?? 'other'
}
