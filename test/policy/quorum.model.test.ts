// Random answers to a quorum through the real step and store, compared with a model of it.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { amount } from '../case-count.ts'
import { type Bench, discard, openBench } from '../model/bench.ts'
import {
  answer,
  ask,
  createModel,
  handOver,
  memberOf,
  pass,
  type QuorumModel,
  type QuorumTerms,
  takeBack,
} from '../model/quorum.ts'
import { quorumCast, quorumPeople, rulesWith } from '../model/quorum-rules.ts'
import { request, rewritePerson, tokenOf } from '../model/scenes.ts'

const ids = quorumPeople.map(([id]) => id)

interface Real {
  readonly bench: Bench
  readonly name: string
}

const ends: Readonly<Record<QuorumModel['end'], readonly [state: string, reason?: string]>> = {
  open: ['approval_requested'],
  granted: ['succeeded'],
  denied: ['rejected', 'approval_denied'],
  expired: ['rejected', 'approval_expired'],
  refused: ['rejected', 'unauthorized'],
}

/** The real command has the state and the votes of the model. */
async function check(model: QuorumModel, { bench, name }: Real): Promise<void> {
  const command = (await bench.storeClient().commandNamed(name)).commands[0]
  const [state, reason] = ends[model.end]
  expect([command?.state, command?.reason]).toEqual([state, reason])
  const votes = command?.approval?.votes ?? []
  const granted = [...model.votes].filter(([, vote]) => vote.grant).map(([id]) => id)
  expect(votes.length).toBe(model.votes.size)
  expect(votes.filter((one) => one.choice === 'grant').map((one) => one.approver)).toEqual(
    expect.arrayContaining(granted),
  )
  expect(bench.shop.acts).toHaveLength(model.end === 'granted' ? 1 : 0)
}

type Step = fc.AsyncCommand<QuorumModel, Real>

const step = (
  what: string,
  real: (real: Real) => Promise<unknown>,
  expected: (model: QuorumModel) => void,
  when: (model: QuorumModel) => boolean = () => true,
): Step => ({
  check: when,
  toString: () => what,
  async run(model, one) {
    await real(one)
    expected(model)
    await check(model, one)
  },
})

const hasCard = (who: string) => (model: QuorumModel) => model.cards.has(who)
const write = (who: string, change: string) => async (real: Real) => {
  rewritePerson(real.bench, who, change)
}

const answers = (grant: boolean) =>
  fc.constantFrom(...ids).map((who) =>
    step(
      `${who} ${grant ? 'grants' : 'denies'}`,
      ({ bench, name }) => bench.hear(who, `${grant ? 1 : 2} ${tokenOf(bench, name, who)}`),
      (model) => answer(model, who, grant),
      hasCard(who),
    ),
  )
const grants = answers(true)
const denies = answers(false)

const steps: fc.Arbitrary<Step>[] = [
  // Grants are frequent, so that many runs reach the quorum.
  ...[grants, grants, grants, grants, denies],
  fc.constantFrom(...ids).map((who) =>
    step(
      `${who} takes back`,
      ({ bench, name }) => bench.hear(who, `revoke ${name}`),
      (model) => takeBack(model, who),
    ),
  ),
  fc.constantFrom(...ids).map((who) =>
    step(
      `the rights of ${who} rest`,
      write(who, `json_set(record, '$.suspended', 'by_admin')`),
      (model) => {
        memberOf(model, who).suspended = true
      },
      () => who !== 'ana',
    ),
  ),
  fc.constantFrom(...ids).map((who) =>
    step(
      `${who} has no role any more`,
      write(who, `json_set(record, '$.roles', json('["observer"]'))`),
      (model) => {
        memberOf(model, who).roles = ['observer']
      },
      () => who !== 'ana',
    ),
  ),
  fc.constantFrom(...ids).map((who) =>
    step(
      `${who} revokes the delegation`,
      async ({ bench }) => {
        await bench.hear(who, 'revoke delegation')
        await bench.wait(0)
      },
      (model) => {
        const member = memberOf(model, who)
        const may = member.roles.some((role) => ['approver', 'security', 'owner'].includes(role))
        if (!may || member.suspended || member.delegate === null) return
        member.delegate = null
        handOver(model, who)
      },
    ),
  ),
  // Long enough that some requests expire.
  fc.integer({ min: 1, max: 40 }).map((minutes) =>
    step(
      `${minutes} minutes pass`,
      ({ bench }) => bench.wait(minutes * 60_000),
      (model) => pass(model, minutes),
    ),
  ),
]

/** Delegations, with their minutes, before the request is made. */
const delegations = fc.array(
  fc.record({
    from: fc.constantFrom('beto', 'carla', 'edu', 'fabio', 'gina'),
    to: fc.constantFrom(...ids),
    minutes: fc.integer({ min: 5, max: 60 }),
  }),
  { maxLength: 3 },
)
type Delegations = readonly {
  readonly from: string
  readonly to: string
  readonly minutes: number
}[]

async function setUp(terms: QuorumTerms, handed: Delegations) {
  const bench = await openBench({ rules: rulesWith(terms), seed: 'quorum', people: quorumCast })
  const model = createModel(terms, 'ana', quorumPeople)
  for (const { from, to, minutes } of handed.filter((one) => one.from !== one.to)) {
    await request(bench, from, `delegate to ${to} for ${minutes}m`)
    memberOf(model, from).delegate = { to, until: minutes }
  }
  const name = await request(bench, 'ana', 'cancel order 42')
  ask(model, 30)
  return { model, real: { bench, name } }
}

const variants: readonly (readonly [string, QuorumTerms])[] = [
  ['one of many', { approvers: 1, denials: 1, groups: [] }],
  ['two of many', { approvers: 2, denials: 1, groups: [] }],
  ['three of many, two denials', { approvers: 3, denials: 2, groups: [] }],
  ['security and owner', { approvers: 2, denials: 1, groups: ['security', 'owner'] }],
  [
    'two of security, one owner',
    { approvers: 3, denials: 2, groups: ['security', 'owner', 'security'] },
  ],
]

it.each(variants)(
  'random answers, expiries, revocations and delegations end as in the model: %s',
  async (_name, terms) => {
    const reached = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        delegations,
        fc.commands(steps, { maxCommands: 24, size: 'max' }),
        async (handed, moves) => {
          const { model, real } = await setUp(terms, handed)
          try {
            await check(model, real)
            await fc.asyncModelRun(() => ({ model, real }), moves)
            reached.add(model.end)
          } finally {
            await real.bench.close()
            discard(real.bench)
          }
        },
      ),
      { numRuns: amount(20, 60), seed: 22 },
    )
    expect([...reached]).toEqual(expect.arrayContaining(['open', 'granted', 'denied', 'expired']))
  },
  60_000,
)
