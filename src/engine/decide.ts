// The pure part of settling an event: which facts it needs, what its words mean, and the step.

import { commandAnsweredBy, isOver } from '../command/answered/misplaced-token.ts'
import { resumedKey, unsuspectedKey } from '../command/answered/wrong-answers.ts'
import { refusedKey } from '../command/asked/refused-agent.ts'
import { agentKey, requestTallies } from '../command/counts.ts'
import { messagesPrefix } from '../command/display/approver-messages.ts'
import {
  challengeIn,
  drawId,
  nameCandidates,
  namesIn,
  pseudonym,
  tokenHash,
} from '../command/draw.ts'
import type { Event, MessageEvent, Outcome } from '../command/event.ts'
import type { Facts, Rules } from '../command/facts.ts'
import type { Intent, Understood } from '../command/intent.ts'
import { longestText, withoutTenants } from '../command/intercept.ts'
import { lockedKey, lockedPartPrefix, modeOf } from '../command/locked.ts'
import { repeatedIdKeys } from '../command/noticed/repeated-id.ts'
import { recordChanged } from '../command/record-check.ts'
import { rulesUnder } from '../command/recorded-binding.ts'
import { step } from '../command/step.ts'
import { limitRanks, messageRanks, packsOf } from '../command/tallies.ts'
import { understandChoice } from '../conversation/choice.ts'
import { plain } from '../conversation/normalise.ts'
import { tokensIn } from '../conversation/possible-tokens.ts'
import type { Languages } from '../conversation/say.ts'
import { understand } from '../conversation/understand.ts'
import { locksInForce } from '../policy/lockdown.ts'
import { isLonger } from '../policy/text-limit.ts'
import { isDuring } from '../policy/when.ts'
import type { Decide, Keys } from '../store/store.ts'

/** Tallies older than this do not count. */
const talliesForMs = 24 * 3_600_000
/** The most command names read from one text. */
const namesMost = 20

export function createDecide(initial: Rules, languages: Languages): Decide {
  const counted = countedUnder(initial)
  return {
    keys: (event, random) => keysOf(initial, event, random, counted),
    step(event, known, random) {
      const now = event.at
      const rules = rulesUnder(initial, known.bound)
      const facts: Facts = Object.assign({}, known, {
        mode: modeOf(rules, known.mode, now),
        partLocks: locksInForce(known.partLocks, now),
        onCall: onCallAt(rules, now),
        rules,
        now,
        random,
      })
      return step(facts, event, meaning(languages, event, facts))
    },
  }
}

/** Ids of the people on call at this time. */
function onCallAt(rules: Rules, now: number): readonly string[] {
  return rules.duties
    .filter(
      (one) =>
        (one.weekly !== undefined && isDuring(one.weekly, now)) ||
        (one.once !== undefined && now >= one.once.from && now < one.once.to),
    )
    .map((one) => one.person)
}

function meaning(languages: Languages, event: Event, facts: Facts): Intent | null {
  if (event.kind !== 'message' || facts.sender === null) return null
  if (event.form !== 'text' || isLonger(event.text, longestText)) return null
  const understood = understand(languages, withoutTenants(event.text), facts)
  const answer = understood.kind === 'choice' ? understood.token : undefined
  // Checked before the text is used in any other way: a token must not end up in a slot or a
  // reason.
  const others = tokensIn(plain(event.text)).filter((one) => one !== answer)
  const token = others.find((one) => commandAnsweredBy(facts, one) !== null)
  if (token !== undefined) return { kind: 'misplaced', token }
  const over = others.find((one) => isOver(facts, one))
  // Decides nothing, whatever stands beside it: it is answered like a plain one.
  return over !== undefined && isUnclear(understood)
    ? { kind: 'choice', option: 1, token: over }
    : understood
}

/** Is nothing asked, named or answered by this? */
function isUnclear(understood: Understood): boolean {
  if (understood.kind === 'choice') return understood.token === undefined
  return understood.kind === 'unknown' || understood.kind === 'reply'
}

/** The tallies that are always read. They depend on the packs, which are fixed while running. */
interface Counted {
  readonly ranks: readonly number[]
  readonly requests: readonly string[]
  /** How far back messages to approvers count, in milliseconds. */
  readonly messagesMs: number
  readonly messageRanks: readonly number[]
}

function countedUnder(rules: Rules): Counted {
  const messages = packsOf(rules).map((one) => one.limits.approver_messages.within)
  return {
    ranks: limitRanks(rules),
    requests: requestTallies(rules),
    messagesMs: Math.max(0, ...messages),
    messageRanks: messageRanks(rules),
  }
}

function keysOf(rules: Rules, event: Event, random: string, counted: Counted): Keys {
  const since = event.at - talliesForMs
  const tallyRanks = counted.ranks
  const about = (
    commandIds: Keys['commandIds'],
    prove: boolean,
    heard: MessageKeys = [],
  ): Keys => ({
    tokenHashes: [],
    names: [],
    commandIds,
    prove,
    fresh: [],
    tallies: [lockedKey()],
    tallyRanks,
    tallyPrefixes: heard,
    since,
  })
  const none = about([], false)
  switch (event.kind) {
    case 'message':
      return messageKeys(rules, event, random, counted, none)
    case 'tick':
      return { ...about([], true, prefixesOf(counted, event.at)), dueAt: event.at }
    case 'planned':
      return about([event.commandId], true, prefixesOf(counted, event.at))
    case 'finished':
      return about([event.commandId], isRecordChanged(event.outcome), prefixesOf(counted, event.at))
    case 'receipts':
      return { ...none, letters: event.receipts.map((one) => one.letter) }
    case 'noticed':
      return { ...none, ...noticedKeys(rules, event) }
    case 'asked':
      return { ...none, ...askedKeys(event, random, counted) }
  }
}

function isRecordChanged(outcome: Outcome): boolean {
  return outcome.kind === 'failed' && outcome.reason.id === recordChanged
}

/**
 * Members are listed one by one: most events pass here, and objects built by spreading are slower.
 */
function messageKeys(
  rules: Rules,
  event: MessageEvent,
  random: string,
  counted: Counted,
  none: Keys,
): Keys {
  const typed = isLonger(event.text, longestText) ? '' : event.text
  const text = plain(typed)
  // Parsed exactly as `meaning` parses it; a fact that was not read would look forged.
  const choice = understandChoice(plain(withoutTenants(typed)))
  const token = choice?.token ?? challengeIn(event.text)
  const strays = tokensIn(text).filter((one) => one !== token)
  const names = namesIn(text)
  const { from, alias, quotes } = event
  const keys: Keys = {
    sender: alias === undefined ? { from } : { from, alias },
    chat: { id: event.chat, direct: event.direct },
    prove: choice?.option === 1,
    tokenHashes: token === null ? [] : [tokenHash(rules.key, token)],
    strayHashes: strays.map((one) => tokenHash(rules.key, one)),
    names: [...new Set(names)].slice(0, namesMost),
    commandIds: none.commandIds,
    fresh: nameCandidates(random),
    tallyRanks: counted.ranks,
    since: none.since,
    // Nearly every message may cause cards or news, which are counted.
    tallyPrefixes: prefixesOf(counted, event.at),
    tallies: [...counted.requests, lockedKey(), ...answerTallies],
    talliesOfStranger: () => strangerTallies(pseudonym(rules.key, from)),
  }
  return quotes === undefined ? keys : { ...keys, quotes }
}

/** Tallies for wrong answers of the sender, and of everybody. */
const answerTallies = ['wrong/{sender}', 'lock/{sender}', 'wrong', resumedKey, unsuspectedKey]

const strangerTallies = (who: string) => [
  'claim',
  `claim/${who}`,
  `stranger/${who}`,
  `stranger-reply/${who}`,
]

/**
 * Tallies for refusals at the program interface, and for reused message ids. Keys for both a person
 * and a pseudonym, because only the store knows which one the sender is.
 */
function noticedKeys(rules: Rules, { notice }: Extract<Event, { kind: 'noticed' }>): Partial<Keys> {
  if (notice.what === 'door.refused' && notice.agent !== undefined)
    return { tallies: [refusedKey(notice.agent.name)] }
  if (notice.what !== 'content.changed') return {}
  const both = ['{sender}', pseudonym(rules.key, notice.from)].map(repeatedIdKeys)
  return {
    sender: { from: notice.from },
    tallies: both.flatMap(({ proved, more }) => [proved, more]),
  }
}

type MessageKeys = NonNullable<Keys['tallyPrefixes']>

/** Tallies of messages to approvers, as far back as they count, and of lockdowns. */
function prefixesOf({ messagesMs, messageRanks: ranks }: Counted, at: number): MessageKeys {
  return [
    { start: messagesPrefix, since: at - messagesMs, ranks },
    { start: lockedPartPrefix, since: at - talliesForMs, ranks: [] },
  ]
}

function askedKeys(
  event: Extract<Event, { kind: 'asked' }>,
  random: string,
  counted: Counted,
): Partial<Keys> {
  const names = Object.values(event.slots).flatMap((value) => namesIn(String(value)))
  const { caller, requester: from } = event
  const agent = caller?.agent === true ? caller.name : undefined
  return {
    sender: agent === undefined ? { from } : { from, agent },
    names: [...new Set(names)].slice(0, namesMost),
    fresh: nameCandidates(random),
    tallies: [...counted.requests, lockedKey(), ...(agent === undefined ? [] : [agentKey(agent)])],
    tallyPrefixes: prefixesOf(counted, event.at),
  }
}

/** A new id for an event of the engine's own. */
export function eventId(at: number, random: string): string {
  return drawId(at, random, 'event')
}
