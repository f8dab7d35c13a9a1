// RFC-WF-0022: maps each requirement to the chats that show it and the tests that enforce it.

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { declaresTest } from './cited.ts'

const folder = fileURLToPath(new URL('./', import.meta.url))

interface Shown {
  /** Golden chats; each names the requirement in a comment. */
  readonly chats: readonly string[]
  /** Tests, by file and title. */
  readonly tests: readonly (readonly [file: string, title: string])[]
}

const answers = 'engine/tokens.test.ts'
const gate = 'engine/last-gate.test.ts'
const stepUp = 'engine/step-up.test.ts'
const decide = 'policy/decide.test.ts'
const pack = 'policy/pack.test.ts'
const attacks = 'engine/attacks.test.ts'
const requests = 'engine/requests.test.ts'
const orders = 'command/vote-orders.test.ts'
const quorum = 'policy/quorum.model.test.ts'
const declares = 'command/flow-declarations.test.ts'
const limits = 'policy/limits.test.ts'
const agents = 'http-api/agents.test.ts'
const anyNumber = 'engine/limit-numbers.test.ts'
const approvalEvidence = 'engine/approval-evidence.test.ts'

const model = 'random answers, expiries, revocations and delegations end as in the model: %s'
const twoOfThree = 'two approvers of three: no order of answers starts without two'

const table: Readonly<Record<string, Shown>> = {
  'HAPF-01': {
    chats: ['config/life-of-a-unit', 'recover/compensate', 'recover/destructive-undo'],
    tests: [[decide, '%s without an approval policy for its class']],
  },
  'HAPF-02': {
    chats: ['approve/basic-profile', 'refuse/suspicion'],
    tests: [[pack, 'with %s is refused']],
  },
  'HAPF-03': {
    chats: ['policy/bound-by-chat', 'policy/prod-locks-on-drift'],
    tests: [[pack, 'is read, with the SHA-256 of its bytes as its digest']],
  },
  'HAPF-04': {
    chats: ['approve/not-your-token', 'people/delegation-never-to-the-requester'],
    tests: [
      [
        answers,
        'the requester gets no card for their own request, and one for the requests of others',
      ],
      ['policy/approval.test.ts', 'include the requester only if the profile allows it'],
    ],
  },
  'HAPF-05': {
    chats: ['ask/without-the-right', 'people/scopes-and-roles', 'people/another-admin-decides'],
    tests: [
      [
        gate,
        'does not lift a lockdown when the first of two approvers lost the role before the second answer',
      ],
    ],
  },
  'HAPF-06': {
    chats: [
      'approve/step-up-in-prod',
      'people/new-app',
      'people/first-of-each-tenant',
      'people/key-changed-in-prod',
    ],
    tests: [
      [stepUp, 'for S3 the request names the environment, and each grant needs its own code'],
      [
        'http-api/step-up.test.ts',
        'HAPF-06: a request of a program needs the same second factor of the approver as any other',
      ],
    ],
  },
  'HAPF-07': {
    chats: ['people/delegation', 'people/delegation-ends', 'people/delegation-over-meanwhile'],
    tests: [
      [quorum, model],
      [attacks, 'a duty delegated to the requester gives them no card: its owner is asked'],
      [attacks, 'one person who holds two delegated duties is one vote of two'],
    ],
  },
  'HAPF-08': {
    chats: ['approve/whole-path'],
    tests: [['command/lifecycle.test.ts', 'the table of transitions is that of the contract']],
  },
  'HAPF-09': {
    chats: ['refuse/denied', 'approve/denial-ends-quorum'],
    tests: [[orders, twoOfThree]],
  },
  'HAPF-10': {
    chats: ['confirm/abort-and-expiry', 'policy/freeze-of-the-year-end'],
    tests: [
      [gate, 'rejects an approved request in a lockdown'],
      [gate, 'rejects in a lockdown a confirmed request that needs no approval'],
      ['command/start-obstacle.test.ts', 'a granted command, when %s: %s'],
      [gate, 'rejects an answer after the approval expired, though no tick came in between'],
      [
        'engine/last-gate-in-one-turn.test.ts',
        'with %s, the last grant starts a command, and never when any condition fails in the same turn',
      ],
      [agents, 'a proposal of an agent waits for its owner and an approver, and acts once'],
    ],
  },
  'HAPF-11': {
    chats: ['approve/whole-path', 'ask/reason'],
    tests: [
      [
        requests,
        'HAPF-11: a card of %s in %s under %s has every required line in order, options last',
      ],
    ],
  },
  'HAPF-12': {
    chats: ['approve/whole-path'],
    tests: [
      ['http-api/no-links.test.ts', 'HAPF-12: no message to anybody carries a link'],
      ['http-api/no-links.test.ts', 'HAPF-12: no line of Aval in any golden chat carries a link'],
      [
        'http-api/no-links.test.ts',
        'HAPF-12: no address and no method decides a request, even with every token known',
      ],
    ],
  },
  'HAPF-13': {
    chats: ['config/changed-before-the-grant', 'recover/compensate'],
    tests: [
      [gate, 'rejects a request whose slots were changed in the file'],
      [gate, 'rejects a request whose slots and fingerprint were both changed in the file'],
    ],
  },
  'HAPF-14': {
    chats: ['approve/not-your-token'],
    tests: [
      [answers, 'a token from anyone but its owner grants nothing and stays valid for its owner'],
      [answers, 'a token of a request that was already denied grants nothing'],
    ],
  },
  'HAPF-15': {
    chats: ['approve/duplicate'],
    tests: [
      [answers, 'a token counts once: later uses are recorded as replays and add no vote'],
      [
        'engine/intercept.test.ts',
        'a redelivered message changes nothing, whatever became of its command',
      ],
    ],
  },
  'HAPF-16': {
    chats: [
      'approve/two-people',
      'approve/quorum-progress',
      'approve/required-groups',
      'approve/groups-deny',
      'approve/vote-revoked-and-given-again',
      'lockdown/break-glass-whole',
    ],
    tests: [
      [quorum, model],
      [orders, twoOfThree],
    ],
  },
  'HAPF-17': {
    chats: [
      'evidence/audit-and-verify',
      'evidence/decisions-and-refusals',
      'approve/answered-too-fast',
      'evidence/retention',
    ],
    tests: [
      [
        'environment/isolation.test.ts',
        'each artifact of %s names its own environment and tenants only',
      ],
      [
        approvalEvidence,
        'a request for approval says who asks whom, since when, until when, and under which policy',
      ],
      [
        approvalEvidence,
        'each grant says who, how, when, in which message, on what, in whose place and how many',
      ],
      [approvalEvidence, 'a denial says who, how, when, in which message, on what and why'],
    ],
  },
  'HAPF-18': {
    chats: ['evidence/audit-and-verify'],
    tests: [
      [
        'cli/eas.test.ts',
        'HAPF-18: a request, its grant and its effect are EAS observations with x-aval',
      ],
    ],
  },
  'HAPF-19': {
    chats: ['expire/nobody-answers', 'expire/to-the-minute', 'expire/blocked-until-asked-again'],
    tests: [[gate, 'rejects an answer after the approval expired, though no tick came in between']],
  },
  'HAPF-20': {
    chats: ['refuse/withdrawn'],
    tests: [
      [
        requests,
        'HAPF-20: the requester withdraws before the grant: evidence is written, and no token counts',
      ],
      [requests, 'HAPF-20: a request is not withdrawn by anybody else, nor after its effect'],
    ],
  },
  'HAPF-21': {
    chats: ['expire/nobody-answers', 'expire/fallback-approves', 'expire/on-call'],
    tests: [
      [requests, 'HAPF-21: at half time, and not before, the fallback group is asked once'],
      [requests, 'HAPF-21: a fallback approver who was suspended before half time is not asked'],
    ],
  },
  'HAPF-22': {
    chats: [
      'ask/five-open-requests',
      'ask/ten-an-hour',
      'ask/stranger',
      'refuse/five-wrong-tokens',
      'refuse/deny-loop',
      'refuse/deny-loop-forgets',
      'refuse/tenant-limit',
      'refuse/class-limit',
      'approve/digest',
    ],
    tests: [
      [limits, 'HAPF-22: the last within the limit passes, and the next is refused: %s'],
      [agents, 'an agent uses its own limit of open requests, not that of its owner'],
      [anyNumber, '%i requests pass within an hour, and the next is refused'],
      [
        'engine/message-id-flood.test.ts',
        'of other texts by %s under one id, five an hour are recorded; the next record counts the rest',
      ],
      [answers, 'five wrong tokens lock the answers of that person alone for 15 minutes'],
    ],
  },
  'HAPF-23': {
    chats: ['refuse/approvals-suspended', 'refuse/suspicion'],
    tests: [
      [
        agents,
        'an agent that keeps asking for reserved commands is locked for a while, and admins are told',
      ],
      [
        answers,
        'twenty wrong tokens in an environment suspend its approvals until an admin resumes them',
      ],
    ],
  },
  'HAPF-24': {
    chats: ['approve/whole-path'],
    tests: [
      [
        declares,
        'each command of class S2, S3 or R3 declares its approval policy and recommended profile',
      ],
      [
        declares,
        'a flow of class S2 is refused without policy, profile or preview, or if agents may act',
      ],
    ],
  },
  'HAPF-25': {
    chats: ['policy/content-rules', 'policy/freezes', 'policy/bound-by-chat'],
    tests: [
      [pack, 'with %s is refused'],
      [declares, 'each declared policy is in the pack %s, for its class'],
    ],
  },
  'HAPF-26': {
    chats: ['approve/recovery-code', 'approve/step-up-drift', 'people/another-admin-decides'],
    tests: [
      [stepUp, 'five wrong codes lock as five wrong tokens do, and no code is stored'],
      [stepUp, 'a used code is refused and recorded, but is no wrong answer'],
    ],
  },
}

/** Faults of a requirement's entry; empty when everything that it names exists. */
function complaints(requirement: string, shown: Shown): readonly string[] {
  const ofChats = shown.chats.flatMap((name) => {
    const file = `${folder}chats/${name}.chat`
    if (!existsSync(file)) return [`${requirement}: there is no chat ${name}`]
    const comments = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('#'))
    return comments.some((line) => names(line, requirement))
      ? []
      : [`${requirement}: the chat ${name} does not name it`]
  })
  const ofTests = shown.tests.flatMap(([file, title]) => {
    if (!existsSync(folder + file)) return [`${requirement}: there is no ${file}`]
    const source = readFileSync(folder + file, 'utf8')
    return declaresTest(source, title) ? [] : [`${requirement}: ${file} has no "${title}"`]
  })
  return [...ofChats, ...ofTests]
}

function names(line: string, requirement: string): boolean {
  return new RegExp(`\\b${requirement}\\b`).test(line)
}

test('each of the 26 requirements has chats and tests', () => {
  const all = Array.from({ length: 26 }, (_, at) => `HAPF-${String(at + 1).padStart(2, '0')}`)
  expect(Object.keys(table)).toEqual(all)
  expect(all.filter((one) => table[one]?.chats.length === 0)).toEqual([])
  expect(all.filter((one) => table[one]?.tests.length === 0)).toEqual([])
})

test('every chat and test in the table exists, and the chats name the requirement', () => {
  expect(Object.entries(table).flatMap(([one, shown]) => complaints(one, shown))).toEqual([])
})

test('a missing chat, a chat of another requirement and a missing test are reported', () => {
  const lost = (shown: Partial<Shown>) => complaints('HAPF-01', { chats: [], tests: [], ...shown })
  expect(lost({ chats: ['no/such-chat'] })).toHaveLength(1)
  expect(lost({ chats: ['refuse/withdrawn'] })).toHaveLength(1)
  expect(lost({ tests: [[answers, 'no such test']] })).toHaveLength(1)
  expect(lost({ tests: [['no-such.test.ts', 'no such test']] })).toHaveLength(1)
})
