// A message that says what to type quotes it in the reader's language, and the quoted text is
// understood.

import { describe, expect, test } from 'vitest'
import { bestMatch, typedWords } from '../../src/conversation/match.ts'
import { rawText } from '../../src/conversation/words.ts'
import { flows, locales, meaning, messageIds, variablesIn, wordsOf } from './shipped-language.ts'

/** Values for the variables that are part of a text to type. */
const args = {
  name: 'C-7F3K',
  command: 'C-7F3K',
  names: 'C-7F3K C-9M2D',
  id: 'rui',
  person: 'jose',
  role: 'approver',
}

/** Some messages tell admins something else to type. */
const readers = ['other', 'admin', 'only-admin']

/** Placeholders for the reader's own words: capitals and dots. */
const placeholders: readonly (readonly [RegExp, string])[] = [
  [/\b(PHONE|TELEFONE|TELÉFONO)(?!\p{L})/u, '+5511900000009'],
  [/\b(REASON|MOTIVO)\b/, 'too risky'],
  [/\b(NAME|NOME|NOMBRE)\b/, 'jose'],
  [/C-…/, 'C-7F3K'],
]

/** Summaries, menus and ways to type are commands themselves; they have tests of their own. */
const own = new Set([...flows.keys()].map((flow) => flow.replaceAll('.', '-')))

/** A quoted command begins behind a colon, and ends with its line or at a sign that is none of it. */
function quotedIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) =>
    [...line.matchAll(/: /g)].flatMap(({ index }) => {
      const tail = line.slice(index + 2)
      return [tail, ...[...tail.matchAll(/, |\. |\)/g)].map((sign) => tail.slice(0, sign.index))]
    }),
  )
}

/** The flows that a message tells its reader to request, in this language only. */
function commandsQuotedIn(locale: string, id: string): readonly string[] {
  const language = wordsOf(locale)
  const requested = new Set<string>()
  const given = { ...variablesOf(id), ...args }
  const texts = readers.map((reader) => rawText(language.bundle, id, { ...given, reader }) ?? '')
  for (const quoted of texts.flatMap(quotedIn)) {
    const typed = placeholders.reduce((all, [what, by]) => all.replace(what, by), quoted)
    // Whoever reads Portuguese may type English, but is not told to.
    if (bestMatch([language], typedWords(typed), flows) === null) continue
    const meant = meaning(typed, locale)
    if (meant.kind !== 'ask' || meant.wrong !== undefined) continue
    requested.add(meant.flow)
  }
  return [...requested].toSorted()
}

const variables = locales.flatMap((locale) => variablesIn(locale))

/** Anything for the others. */
function variablesOf(id: string): Record<string, string | number> {
  const counts = { count: 2, needed: 2, done_count: 1, left_count: 1 }
  return { ...Object.fromEntries(variables.map((name) => [name, `«${id}»`])), ...counts }
}

const ids = messageIds('en').filter((id) => !own.has(id.split('.')[0] ?? ''))

describe.each(locales)('commands quoted in the messages of %s', (locale) => {
  test('are understood, and are the same for each message in every language', () => {
    const quotedById = Object.fromEntries(
      ids
        .map((id) => [id, commandsQuotedIn(locale, id)] as const)
        .filter(([, some]) => some.length > 0),
    )
    expect(quotedById).toEqual(expected)
  })
})

/** Each message that quotes a command, and which. */
const expected: Readonly<Record<string, readonly string[]>> = {
  'approvals-suspended': ['approvals.resume'],
  blocked: ['command.ask-again'],
  'card-failed': ['command.cancel'],
  'challenge-done': ['menu.show'],
  'command-changed': ['evidence.verify'],
  'commands-changed': ['evidence.verify'],
  'digest-counted-hint': ['command.show', 'pending.list'],
  'evidence-changed': ['evidence.verify'],
  'menu-hint': ['help.show'],
  'no-such-command': ['pending.list'],
  'not-proven-yet': ['people.enrol'],
  'nothing-open': ['pending.list'],
  'nothing-open-named': ['pending.list'],
  'notice-app-first.hint': ['people.suspend'],
  'notice-app-shown.hint': ['people.suspend'],
  'notice-drift': ['lockdown.on'],
  'notice-place-disagrees': ['evidence.verify'],
  'notice-place-rewound': ['evidence.verify'],
  'notice-redefined': ['lockdown.on'],
  'notice-rights-of-admin': ['people.suspend'],
  'notice-rights-restored': ['people.suspend'],
  'notice-suspended': ['approvals.resume'],
  'notice-suspicion': ['suspicion.lift'],
  'rejected-denied-before': ['denial.lift'],
  'rejected-forbidden': ['refusal.why'],
  'rejected-locked-down': ['lockdown.status'],
  'rejected-locked-part': ['lockdown.status'],
  'rejected-policy-missing': ['policy.bind'],
  'rejected-policy-unreadable': ['status.show'],
  'rejected-unauthorized': ['command.approvers'],
  'continue-hint': ['command.compensate'],
  'rejected-open-requests': ['pending.list'],
  'retry-hint': ['command.retry'],
  'revoke-hint': ['vote.revoke'],
  'review-hint': ['emergency.review'],
  'state-blocked': ['command.ask-again'],
  'state-unclear': ['command.resolve'],
  'unclear-resolve-first': ['command.resolve'],
  'more-approvers': ['people.role'],
  'lockdown-stays-hint': ['lockdown.on'],
  'undo-instead': ['command.undo'],
  'verify-bad-hint': ['lockdown.on'],
  'withdraw-hint': ['command.cancel'],
}
