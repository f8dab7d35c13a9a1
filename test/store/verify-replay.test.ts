// Verification decides again by the text of the policy that the evidence names: decisions that the
// holder of the key wrote against that policy are reported.

import { describe, expect, it } from 'vitest'
import type { Texts } from '../../src/command/verify/reconstructed-request.ts'
import type { Environment } from '../../src/policy/names.ts'
import type { TextOf } from '../../src/store/texts.ts'
import type { Bench } from '../model/bench.ts'
import { codeOf, rulesFor, shippedPack, withPack } from '../model/content.ts'
import {
  evidence,
  onBench,
  request,
  requestAndGrant,
  stateOf,
  tokenOf,
  withBench,
} from '../model/scenes.ts'
import { type Forged, forge } from './forged.ts'
import { found, texts } from './found-breaks.ts'

async function cancelled(bench: Bench, environment: Environment): Promise<void> {
  const name = await request(bench, 'ana', 'cancel order 42')
  const code = environment === 'prod' ? ` ${codeOf('beto', bench.now())}` : ''
  await bench.hear('beto', `1 ${tokenOf(bench, name, 'beto')}${code}`)
  await bench.quiet()
}

type Edit = (one: Forged) => readonly Forged[] | undefined

/** Merges `more` into the bodies of this type. */
const says =
  (type: string, more: Record<string, unknown>): Edit =>
  (one) => [one.type === type ? { ...one, body: { ...one.body, ...more } } : one]

function afterForging(
  environment: Environment,
  edit: Edit,
  ...records: readonly string[]
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    onBench(environment, 'HAPF-Strong', async (bench) => {
      await cancelled(bench, environment)
      expect(found(bench, environment)).toEqual([])
      forge(bench.file, edit, ...records)
      resolve(found(bench, environment))
    }).catch(reject)
  })
}

const setRecord = (path: string, value: string) =>
  `UPDATE commands SET record = json_set(record, '${path}', ${value})`

const decidedOtherwise: readonly (readonly [
  string,
  Environment,
  Edit,
  string,
  readonly string[],
])[] = [
  [
    'a class that differs from that of its command',
    'dev',
    says('command.proposed', { safety_class: 'S1' }),
    'it is of class S2, and was asked as S1',
    [setRecord('$.safetyClass', "'S1'")],
  ],
  [
    'another scope for its approvers',
    'dev',
    (one) => {
      if (one.type === 'approval.required') one.body['scope'] = 'audit.read'
      if (one.type === 'approval.granted') Object(one.body['held'])['scopes'] = ['audit.read']
      return [one]
    },
    'policy wants destructive admin.approve.destructive 1 1, and it says destructive audit.read 1 1',
    [setRecord('$.approval.scope', "'audit.read'")],
  ],
  [
    'a code that nobody showed',
    'prod',
    (one) => (one.type === 'auth.accepted' ? [] : [one]),
    'it says token+code, and nothing was shown',
    [],
  ],
  [
    'a confirmation after its expiry',
    'dev',
    says('command.previewed', { expires_at: '2026-01-05T08:59:00.000Z' }),
    'it was confirmed after its time',
    [],
  ],
  [
    'a request without the second factor that the policy wants',
    'prod',
    (one) => {
      if (one.type === 'approval.requested') one.body['step_up'] = 'none'
      if (one.type === 'approval.granted') one.body['method'] = 'token'
      return one.type === 'auth.accepted' ? [] : [one]
    },
    'policy wants destructive with the second factor 3600000, and it says destructive with none',
    [setRecord('$.approval.stepUp', 'NULL'), setRecord('$.approval.votes[0].stepUp', "'none'")],
  ],
  [
    'a grant without the second factor that was asked for',
    'prod',
    says('approval.granted', { method: 'token' }),
    'policy wants a second factor, and it says token',
    [setRecord('$.approval.votes[0].stepUp', "'none'")],
  ],
  [
    'a recent code that nobody showed',
    'prod',
    (one) => {
      if (one.type === 'auth.accepted') one.body['method'] = 'recent'
      if (one.type === 'approval.granted') one.body['method'] = 'token+recent'
      return [one]
    },
    'it says token+recent, and no code was shown so recently',
    [setRecord('$.approval.votes[0].stepUp', "'recent'")],
  ],
  [
    'rules that state that no approval was needed',
    'dev',
    (one) => {
      if (one.type.startsWith('approval.')) return []
      const rules = one.body['rules']
      if (Array.isArray(rules))
        one.body['rules'] = rules.map((rule) => String(rule).replace('+approval', '+no-approval'))
      return [one]
    },
    'policy decides +confirmation-needed +approval-needed, and it says +confirmation-needed +no-approval-needed',
    [setRecord('$.approval', "json('null')")],
  ],
  [
    'a request without its definition',
    'dev',
    (one) => {
      if (one.type === 'command.proposed') delete one.body['definition']
      return [one]
    },
    'nothing says what it does',
    ["UPDATE commands SET record = json_remove(record, '$.definition')"],
  ],
  [
    'an expiry later than the policy allows',
    'dev',
    says('approval.requested', { expires_at: '2026-01-05T19:00:00.000Z' }),
    'it waits for longer than policy lets it',
    [setRecord('$.approval.expiresAt', String(Date.UTC(2026, 0, 5, 19)))],
  ],
  [
    'a start during a lockdown',
    'dev',
    (one) =>
      one.type === 'approval.granted'
        ? [one, { ...bare(one), type: 'lockdown.on', tenant: '-', body: { reason: 'x' } }]
        : one.type === 'command.succeeded'
          ? [one, { ...bare(one), type: 'lockdown.off', tenant: '-', body: {} }]
          : [one],
    'policy refuses it: environment-open',
    [],
  ],
  [
    'an emergency that nobody declared',
    'dev',
    (one) => {
      const rules = one.body['rules']
      if (Array.isArray(rules)) one.body['rules'] = [...rules, '+emergency-declared']
      return [one]
    },
    'and it says +confirmation-needed +approval-needed +emergency-declared',
    [],
  ],
  [
    'a suspicion that the decision ignored',
    'dev',
    (one) =>
      one.type === 'command.proposed'
        ? [{ ...bare(one), type: 'limit.reached', tenant: '-', body: { limit: 'suspicion' } }, one]
        : [one],
    'policy decides +confirmation-needed +approval-needed +under-suspicion',
    [],
  ],
  [
    'a policy that changed between request and grant',
    'dev',
    (one) => {
      if (one.type === 'approval.granted' && one.policy !== undefined)
        one.policy = { ...one.policy, profile: 'HAPF-Basic' }
      return [one]
    },
    'it is under another policy than what was asked',
    [],
  ],
]

describe('verification of decisions', () => {
  it('accepts a sound file, and one that was rewritten without changes', async () => {
    expect(await afterForging('dev', (one) => [one])).toEqual([])
    expect(await afterForging('prod', (one) => [one])).toEqual([])
  })

  it.each(decidedOtherwise)('reports %s', async (_what, environment, edit, finding, records) => {
    const breaks = await afterForging(environment, edit, ...records)
    expect(breaks.join('\n')).toContain(finding)
    expect(breaks.some((one) => one.startsWith('decided_otherwise: '))).toBe(true)
  })
})

it('verify reports an approver none of whose roles holds the scope in the text of the policy', async () => {
  const breaks = await afterForging('dev', (one) => {
    if (one.type === 'approval.granted') {
      one.actor = 'ana'
      Object.assign(Object(one.body['held']), { person: 'ana', roles: ['requester'] })
    }
    return [one]
  })
  expect(breaks.join('\n')).toContain(
    'no role of ana holds admin.approve.destructive, by the text of the policy',
  )
})

const alone = (type: 'policy.bound' | 'auth.accepted', body: object): Edit => {
  let count = 0
  return (one) => {
    count += 1
    const own = { ...bare(one), type, tenant: '-', body: { ...body } }
    return count === 6 ? [one, own] : [one]
  }
}

it('verify reports a policy that neither a start nor a command bound', async () => {
  const digest = 'ab'.repeat(32)
  const lax = { pack: 'lax', version: '1.0.0', digest, profile: 'HAPF-Basic', changed: true }
  const breaks = await afterForging('dev', alone('policy.bound', lax))
  expect(breaks.join('\n')).toMatch(/policy_unproven: Artifact \d+ binds a policy, and neither/)
})

it('verify reports a bound policy whose command does not exist', async () => {
  const digest = 'ab'.repeat(32)
  const lax = { pack: 'lax', version: '1.0.0', digest, profile: 'HAPF-Basic', command: 'C-NONE' }
  const breaks = await afterForging('dev', (one) =>
    one.type === 'command.succeeded'
      ? [one, { ...bare(one), actor: 'dora', type: 'policy.bound', tenant: '-', body: { ...lax } }]
      : [one],
  )
  expect(breaks.join('\n')).toMatch(/policy_unproven: Artifact \d+ binds a policy, and neither/)
})

it('verify accepts a recent code, and reports the first one when the evidence calls it recent', () =>
  onBench('prod', 'HAPF-Strong', async (bench) => {
    await cancelled(bench, 'prod')
    await bench.wait(10 * 60_000)
    await requestAndGrant(bench, 'ana', 'cancel order 43', 'beto')
    await bench.quiet()
    expect(evidence(bench, 'approval.granted').at(-1)?.['body']).toMatchObject({
      method: 'token+recent',
    })
    expect(found(bench, 'prod')).toEqual([])
    let count = 0
    forge(bench.file, (one) => {
      if (one.type === 'auth.accepted') count += 1
      if (one.type === 'auth.accepted' && count === 1) one.body['method'] = 'recent'
      return [one]
    })
    expect(found(bench, 'prod').join('\n')).toContain('no code was shown so recently')
  }))

it('verify reports a quorum without a required role', async () => {
  const rules = rulesFor('dev', 'HAPF-Strong')
  const { approvals } = shippedPack()
  const groups = [{ role: 'requester', at_least: 1 }]
  const ofTwo = Object.entries(approvals).map(([id, one]) => [id, { ...one, approvers: 2, groups }])
  const grouped = withPack(rules, { approvals: Object.fromEntries(ofTwo) })
  const by = (kept: TextOf): Texts => ({ ...texts(kept), pack: () => grouped.pack })
  await withBench({ rules: grouped, seed: 'groups' }, async (bench) => {
    const name = await requestAndGrant(bench, 'ana', 'cancel order 42', 'beto', 'carla', 'max')
    await bench.quiet()
    expect(stateOf(bench, name)).toBe('succeeded')
    expect(found(bench, 'dev', by)).toEqual([])
    let granted = 0
    forge(
      bench.file,
      (one) => {
        if (one.type === 'approval.granted') granted += 1
        if (one.type !== 'approval.granted' || granted < 2) return [one]
        if (granted === 3) return []
        return [{ ...one, body: { ...one.body, quorum: 'reached' } }]
      },
      "UPDATE commands SET record = json_remove(record, '$.approval.votes[2]')",
    )
    expect(found(bench, 'dev', by).join('\n')).toContain(
      'policy wants somebody of requester among them',
    )
  })
})

it('verify lists the missing texts and reports no break', () =>
  onBench('dev', 'HAPF-Strong', async (bench) => {
    await cancelled(bench, 'dev')
    const none = { pack: () => null, flow: () => null }
    expect(found(bench, 'dev', () => none)).toEqual([
      expect.stringMatching(/^policy strong 1\.0\.0 [0-9a-f]{64}$/),
      expect.stringMatching(/^command order\.cancel [0-9a-f]{64}$/),
    ])
  }))

/** About no command, by the program itself. */
function bare({ command: _command, ...one }: Forged): Forged {
  return { ...one, actor: 'aval' }
}
