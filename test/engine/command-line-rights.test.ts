// The command line changes rights only where no chat could, and never against what admins decided.

import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { Noticed } from '../../src/command/event.ts'
import { shipped } from '../../src/environment/content-files.ts'
import { textsOf } from '../../src/environment/texts.ts'
import type { Profile } from '../../src/policy/names.ts'
import { verifyFile } from '../../src/store/verify/verify.ts'
import type { Bench } from '../model/bench.ts'
import { castOf, rulesFor } from '../model/content.ts'
import { evidence, request, requestAndGrant, tamper, withBench } from '../model/scenes.ts'
import { forge } from '../store/forged.ts'

type Act = Extract<Noticed, { what: 'rights.alone' }>['act']

/** Dora is an admin; so are as many of Hugo and Iris as the test wants. */
async function withAdmins(
  more: readonly string[],
  test: (bench: Bench) => Promise<void>,
  profile: Profile = 'HAPF-Strong',
) {
  const [ana] = castOf('dev')
  if (ana === undefined) throw new Error('Ana is in the cast.')
  const others = more.map((id, index) => ({
    ...ana,
    ...{ id, name: id, roles: ['admin'], identifiers: [`+551190000009${index}`] },
  }))
  const people = [...castOf('dev'), ...others]
  const rules = rulesFor('dev', profile)
  await withBench({ rules, seed: 'alone', people }, test)
}

const find = (bench: Bench, id: string) =>
  bench
    .store()
    .people()
    .find((one) => one.id === id)

async function changeFromCommandLine(bench: Bench, act: Act, person: string): Promise<void> {
  const notice = { what: 'rights.alone', act, person } as const
  const id = `${act}-${person}-${bench.now()}`
  await bench.storeClient().submit({ event: { kind: 'noticed', id, at: bench.now(), notice } })
}

function breaksFound(bench: Bench): readonly string[] {
  const db = new Database(bench.file, { readonly: true })
  const about = { environment: 'dev', instance: 'model', keys: [], outside: [] }
  const reports = verifyFile(db, { ...about, anew: { texts: textsOf(shipped) } })
  db.close()
  return reports.flatMap((one) => one.breaks.map(({ text }) => text))
}

const phoneOf = (bench: Bench, id: string) => find(bench, id)?.identifiers[0] ?? ''
const refusals = (bench: Bench) =>
  evidence(bench, 'auth.denied').filter((one) => JSON.stringify(one).includes('command_line'))

it('the command line makes a second admin beside the only one, and is refused where two exist', async () => {
  await withAdmins([], async (bench) => {
    await changeFromCommandLine(bench, 'admin', 'beto')
    expect(find(bench, 'beto')?.roles).toEqual(['admin', 'approver'])
    expect(evidence(bench, 'auth.accepted').at(-1)).toMatchObject({
      actor: 'beto',
      body: { method: 'command_line', act: 'admin', roles: ['admin', 'approver'] },
    })
  })
  await withAdmins(['hugo'], async (bench) => {
    await changeFromCommandLine(bench, 'admin', 'beto')
    expect(find(bench, 'beto')?.roles).toEqual(['approver'])
    expect(refusals(bench).at(-1)).toMatchObject({ body: { why: 'others_decide' } })
  })
})

it('verify reports an admin made from the command line while others could decide, or by no command', async () => {
  const makeBetoAdmin = async (bench: Bench) => {
    await changeFromCommandLine(bench, 'admin', 'beto')
    expect(find(bench, 'beto')?.roles).toEqual(['admin', 'approver'])
    expect(breaksFound(bench)).toEqual([])
  }
  await withAdmins([], async (bench) => {
    await makeBetoAdmin(bench)
    forge(bench.file, (one) => {
      if (one.body['act'] === 'admin') delete one.body['definition']
      return [one]
    })
    expect(breaksFound(bench).join()).toContain('nothing says by which command')
  })
  // Hugo was at rest when Beto was made an admin; now no evidence says so.
  await withAdmins(['hugo'], async (bench) => {
    await bench.identity(phoneOf(bench, 'hugo'))
    await makeBetoAdmin(bench)
    forge(bench.file, (one) => {
      const { rights } = one.body
      if (one.type === 'auth.denied' && Array.isArray(rights)) delete rights[0].rest
      return [one]
    })
    expect(breaksFound(bench).join()).toContain('others could decide it in chat')
  })
})

it('the command line restores one of two admins, and is refused where two of three are active', async () => {
  await withAdmins(['hugo'], async (bench) => {
    await bench.identity(phoneOf(bench, 'hugo'))
    await changeFromCommandLine(bench, 'restore', 'hugo')
    expect(find(bench, 'hugo')?.suspended).toBeUndefined()
  })
  await withAdmins(['hugo', 'iris'], async (bench) => {
    await bench.identity(phoneOf(bench, 'hugo'))
    await changeFromCommandLine(bench, 'restore', 'hugo')
    expect(find(bench, 'hugo')?.suspended).toBe('identity_changed')
    expect(refusals(bench)).toHaveLength(1)
  })
})

it('the command line never restores someone whom admins suspended', () =>
  withAdmins(['hugo', 'iris'], async (bench) => {
    await requestAndGrant(bench, 'dora', 'suspend hugo', 'iris')
    await bench.identity(phoneOf(bench, 'iris'))
    await changeFromCommandLine(bench, 'restore', 'hugo')
    expect(find(bench, 'hugo')?.suspended).toBe('by_admin')
    expect(refusals(bench).at(-1)).toMatchObject({ body: { why: 'not_this_person' } })
  }))

it('the command line makes no admin during a lockdown that somebody in chat may ask to lift', () =>
  withAdmins([], async (bench) => {
    await request(bench, 'dora', 'lockdown on drill')
    await changeFromCommandLine(bench, 'admin', 'beto')
    expect(find(bench, 'beto')?.roles).toEqual(['approver'])
  }))

/** Dora locks everything, and then no approver is left. */
async function lockForGood(bench: Bench): Promise<void> {
  await request(bench, 'dora', 'lockdown on drill')
  for (const id of ['beto', 'carla', 'edu', 'max']) await bench.identity(phoneOf(bench, id))
}

it('in a lockdown that too few could lift, the only admin gets a second one, who approves its end', () =>
  withAdmins([], async (bench) => {
    await lockForGood(bench)
    await changeFromCommandLine(bench, 'admin', 'ana')
    expect(find(bench, 'ana')?.roles).toEqual(['admin', 'requester'])
    expect(breaksFound(bench)).toEqual([])
    // Now enough can lift it, so that the command line makes no third.
    await changeFromCommandLine(bench, 'admin', 'alex')
    expect(refusals(bench).at(-1)).toMatchObject({ body: { why: 'others_decide' } })
    await requestAndGrant(bench, 'dora', 'lockdown off', 'ana')
    expect(bench.store().locked().mode).toEqual({ kind: 'open' })
  }))

it('in a lockdown of their tenant that too few could lift, the only admin gets a second one, too', () =>
  withAdmins([], async (bench) => {
    await request(bench, 'dora', 'lockdown tenant acme drill')
    for (const id of ['beto', 'carla', 'edu', 'max']) await bench.identity(phoneOf(bench, id))
    await changeFromCommandLine(bench, 'admin', 'ana')
    expect(find(bench, 'ana')?.roles).toEqual(['admin', 'requester'])
    expect(breaksFound(bench)).toEqual([])
    await requestAndGrant(bench, 'dora', 'lockdown off tenant acme', 'ana')
    expect(bench.store().locked().partLocks).toEqual([])
  }))

it('a lockdown that too few could lift lets no command line pass over a second admin', () =>
  withAdmins(
    ['hugo'],
    async (bench) => {
      await lockForGood(bench)
      await changeFromCommandLine(bench, 'admin', 'ana')
      expect(find(bench, 'ana')?.roles).toEqual(['requester'])
      expect(refusals(bench).at(-1)).toMatchObject({ body: { why: 'others_decide' } })
    },
    'HAPF-Operational',
  ))

it('the command line makes no admin after the roles of the only one were edited in the file', () =>
  withAdmins([], async (bench) => {
    const changed = `json_set(record, '$.roles', json('["observer"]'))`
    tamper(bench, `UPDATE people SET record = ${changed} WHERE id = 'dora'`)
    await changeFromCommandLine(bench, 'admin', 'beto')
    expect(find(bench, 'beto')?.roles).toEqual(['approver'])
  }))
