// Bad input through the real command line: one sentence that names the fix, and the right exit
// code.

import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { homeWith, linesOf, program, run, runHere, sound } from './program.ts'

const jsonl = (where: string, env = 'dev') => ['chat', '--env', env, '--jsonl', '--home', where]

/** Valid settings with one piece replaced. */
function settingsWith(piece: string, by: string): string {
  if (!sound.includes(piece)) throw new Error(`The settings have no ${piece}`)
  return sound.replace(piece, by)
}

const wrongSettings: readonly (readonly [string, string, RegExp])[] = [
  [
    'malformed YAML',
    settingsWith('tenants: [{ id: acme }]', 'tenants: [{ id: acme }'),
    /environment\.yaml/,
  ],
  [
    'an unknown YAML tag',
    settingsWith('profile: HAPF-Strong', 'profile: !ENV HAPF-Strong'),
    /environment\.yaml, line 2: this is not valid YAML \(Unresolved tag: !ENV\)/,
  ],
  ['no content', '', /environment\.yaml, line 1: .*; write fields with their values/],
  [
    'a text in place of a list',
    settingsWith('roles: [requester]', 'roles: requester'),
    /environment\.yaml, line 6: people\.0\.roles is wrong: .*; write a list/,
  ],
  ['an unknown key', `${sound}colour: red\n`, /environment\.yaml.*colour/],
  [
    'a missing key',
    settingsWith('transport: { kind: terminal }\n', ''),
    /environment\.yaml.*transport is missing; add it\./,
  ],
  [
    'a version that YAML reads as a number',
    settingsWith('version: 1.0.0', 'version: 1.0'),
    /environment\.yaml.*policy\.version.*put it in quotes/,
  ],
  [
    'a malformed URL',
    settingsWith('connectors: {}', 'connectors: { shop: { kind: http, base_url: shop } }'),
    /environment\.yaml.*base_url.*https:\/\/shop\.example/,
  ],
  [
    'a URL with credentials',
    settingsWith(
      'connectors: {}',
      'connectors: { shop: { kind: http, base_url: "http://me:it@127.0.0.1:9" } }',
    ),
    /environment\.yaml: connectors\.shop\.base_url: take credentials.*out/,
  ],
  [
    'a missing secret of an API',
    settingsWith(
      'connectors: {}',
      'connectors: { shop: { kind: http, base_url: "http://127.0.0.1:9" } }',
    ),
    /environment\.yaml: connectors\.shop\.secrets\.token is missing; add/,
  ],
  [
    'another environment',
    settingsWith('environment: dev', 'environment: prod'),
    /environment says prod.*folder of dev/,
  ],
  [
    'a secret in place of its reference',
    settingsWith(
      'connectors: {}',
      'connectors:\n  shop: { kind: http, base_url: "http://127.0.0.1:9", secrets: { token: hunter2 } }',
    ),
    /reference, not a value.*secret:\/\/env\/NAME/,
  ],
  [
    'a misspelt key of a person',
    settingsWith('roles: [requester]', 'roles: [requester], tennant: acme'),
    /environment\.yaml/,
  ],
  [
    'a repeated phone number',
    settingsWith('+5511900000002', '+5511900000001'),
    /\+5511900000001 is listed twice/,
  ],
  [
    'an empty list of roles',
    settingsWith('roles: [requester]', 'roles: []'),
    /environment\.yaml.*roles/,
  ],
  ['an unknown time zone', `${sound}time_zone: Mars/Base\n`, /time_zone Mars\/Base is unknown/],
]

describe('settings of an environment', () => {
  for (const [what, settings, fix] of wrongSettings)
    it(`with ${what} exit 1 in one sentence`, async () => {
      const ended = await runHere(jsonl(homeWith(settings)))
      expect(ended.error).toMatch(fix)
      expect(ended.error.trim().split('\n')).toHaveLength(1)
      expect(ended.error).not.toContain('hunter2')
      expect(ended.out).toBe('')
      expect(ended.code).toBe(1)
    })

  it('that are missing are named', async () => {
    const ended = await run(program, jsonl(homeWith(null)))
    expect(ended.error).toMatch(/data\/dev\/environment\.yaml is missing; write it/)
    expect(ended.code).toBe(1)
  })
})

describe('wrong usage exits 2 and names the fix', () => {
  it.each([
    [
      ['chat', '--env', 'production', '--jsonl'],
      /no environment production.*dev, test, staging, prod/,
    ],
    [['chat', '--jsonl'], /--env/],
    [['chat', '--env', 'dev', '--jsonl', '--home', '/nowhere/at/all'], /\/nowhere\/at\/all/],
    [['verify', '--env', 'dev', '--home', program.main], /--home .*main\.js is not a folder/],
    [['chat', '--env', 'dev', '--colour'], /colour/],
    [['audit', '--env', 'dev', '--since', '-1h'], /--since needs a value/],
    [['audit', '--env', 'dev', '--since'], /--since needs a value/],
    [['audit', '--env', 'dev', '--since=-1h'], /--since takes a length such as 24h/],
    [['chat', '--env', 'dev', '--jsonl', '--at', 'teatime'], /--at takes a time/],
    [['chat', '--env', 'dev', '--jsonl', '--at', '2026-02-30T09:00:00Z'], /--at takes a time/],
    [['chat', '--env', 'dev', '--jsonl', '--at', '1969-12-31T23:59:59Z'], /from 1970 to 9998/],
    [['chat', '--env', 'dev', '--jsonl', '--at', '9999-12-31T23:59:59Z'], /from 1970 to 9998/],
    [['frobnicate'], /frobnicate.*--help/],
    [['policy', '--env', 'dev'], /policy needs one of: check, diff, replay/],
    [['people', 'remove', 'ana', '--env', 'dev'], /people needs one of: list, enrol/],
    [['verify', '--env', 'dev', 'kept.note'], /verify does not know what to do with kept\.note/],
    [['verify', '--env', 'dev', '--command', 'C-7F3K'], /verify takes no --command/],
    [['chat', '--env', 'dev', '--at', '2026-01-05T09:00:00Z'], /--at needs --jsonl/],
    [['evidence', 'export', '--env', 'dev', '--format', 'csv', '--json'], /csv is no JSON/],
    [['chat', '--env', 'dev', 'ana'], /chat does not know what to do with ana/],
    [['people', 'enrol', '--env', 'dev'], /Say who: aval people enrol/],
    [
      ['audit', '--env', 'dev', '--type', 'approval.given'],
      /no type of evidence.*approval\.granted/,
    ],
    [['audit', '--env', 'dev', '--actor', '--eas'], /--actor needs a value/],
    [['verify', '--env', 'dev', '--home='], /--home needs a value/],
    [['verify', '--env', 'dev', '--home', '/', '--home', '/'], /--home is given twice/],
    [['people', 'enrol', '', '--env', 'dev'], /Say who: aval people enrol/],
    [['evidence', 'pack', 'C-7F3K', '--env', 'dev', '--to', '2026-01-05'], /a command, or a time/],
    [['attest', '--check', 'file', '--env', 'dev', '--days', '30'], /--check only reads/],
    [['attest', '--env', 'dev', '--days', '0x10'], /--days takes a whole number from 1 to 366/],
    [['attest', '--env', 'dev', '--days', '1e2'], /--days takes a whole number from 1 to 366/],
  ])('after %j', async (args, fix) => {
    const ended = await runHere(args)
    expect(ended.error).toMatch(fix)
    expect(ended.error.trim().split('\n')).toHaveLength(1)
    expect(ended.code).toBe(2)
  })
})

async function withDatabase(damage: (file: string) => void): Promise<string> {
  const where = homeWith(sound)
  expect((await run(program, jsonl(where))).code).toBe(0)
  damage(join(where, 'data', 'dev', 'aval.db'))
  return where
}

describe('databases, files and people that cannot be used', () => {
  const pragma = (text: string) => (file: string) => {
    const db = new Database(file)
    db.pragma(text)
    db.close()
  }

  it.each([
    ['written by a newer Aval', pragma('user_version = 999'), /newer Aval.*update Aval/],
    ['of another program', pragma('application_id = 7'), /another program; move it away/],
    [
      'that is no SQLite database',
      (file: string) => writeFileSync(file, 'x'.repeat(9_999)),
      /is not a database.*[Rr]estore/,
    ],
  ])('a database %s is refused in one sentence with exit 1', async (_what, damage, fix) => {
    const where = await withDatabase(damage)
    const verify = ['verify', '--env', 'dev', '--home', where]
    for (const ended of [await run(program, jsonl(where)), await runHere(verify)]) {
      expect(ended.error).toMatch(fix)
      expect(ended.error.trim().split('\n')).toHaveLength(1)
      expect(ended.code).toBe(1)
    }
  })

  it('a database that was written with other keys is refused in one sentence with exit 1', async () => {
    const [one, other] = [homeWith(sound), homeWith(sound)]
    for (const where of [one, other]) expect((await run(program, jsonl(where))).code).toBe(0)
    const fileOf = (where: string) => join(where, 'data', 'dev', 'aval.db')
    copyFileSync(fileOf(one), fileOf(other))
    const ended = await run(program, jsonl(other))
    expect(ended.error).toMatch(/aval\.db was written with other keys.*restore both/)
    expect(ended.error.trim().split('\n')).toHaveLength(1)
    expect(ended.code).toBe(1)
  })

  it('a checkpoint that is a folder is refused by verify with the fix', async () => {
    const where = homeWith(sound)
    expect((await run(program, jsonl(where))).code).toBe(0)
    const args = ['verify', '--env', 'dev', '--home', where, '--checkpoint', where]
    const ended = await runHere(args)
    expect(ended.error).toContain(`${where} cannot be read (EISDIR); name a checkpoint`)
    expect(ended.code).toBe(1)
  })

  it('a lockdown by somebody without the right exits 1 and says that nothing was locked', async () => {
    const where = homeWith(sound)
    const args = ['lockdown', 'on', 'fire', '--as', 'ana', '--env', 'dev', '--home', where]
    const ended = await runHere(args)
    expect(ended.error).toMatch(/Nothing was locked.*ana may not/)
    expect(ended.code).toBe(1)
  })

  it('a missing database makes verify and audit exit 1, and is not created', async () => {
    const where = homeWith(sound)
    for (const command of ['verify', 'audit']) {
      const ended = await runHere([command, '--env', 'dev', '--home', where])
      expect(ended.error).toMatch(/has dev ever run\? If it has, restore the file from a copy/)
      expect(ended.code).toBe(1)
    }
  })
})

describe('a database that somebody edited', () => {
  it.each(['{}', 'nonsense'])(
    'with %s as a person exits 1 in one sentence, and verify reports it',
    async (value) => {
      const where = await withDatabase((file) => {
        const db = new Database(file)
        db.prepare("UPDATE people SET record = ? WHERE id = 'ana'").run(value)
        db.close()
      })
      const ended = await run(program, ['chat', '--jsonl', '--env', 'dev', '--home', where])
      expect(ended.error).toMatch(
        /^aval: A value in the environment's database .* aval verify .*\n$/,
      )
      expect(ended.code).toBe(1)
      const verified = await runHere(['verify', '--env', 'dev', '--home', where])
      expect(verified.out).toMatch(/BROKEN - at \d+: Who may do what is not what the evidence says/)
      expect(verified.code).toBe(1)
    },
  )

  it('with a malformed mode starts locked and says why, and verify reports it', async () => {
    const where = await withDatabase((file) => {
      const db = new Database(file)
      db.exec("INSERT OR REPLACE INTO settings (key, value) VALUES ('mode', 'nonsense')")
      db.close()
    })
    const line = '{"from":"ana","text":"lockdown status"}\n'
    const ended = await run(program, ['chat', '--jsonl', '--env', 'dev', '--home', where], line)
    expect(ended.out).toContain('changed, not by Aval')
    expect(ended.code).toBe(0)
    const verified = await runHere(['verify', '--env', 'dev', '--home', where])
    expect(verified.out).toContain('BROKEN - at 0: Whether all is locked cannot be read.')
    expect(verified.code).toBe(1)
  })

  it('with changed evidence makes verify exit 1 with the first break', async () => {
    const where = await withDatabase((file) => {
      const db = new Database(file)
      db.exec('DROP TRIGGER artifacts_keep')
      db.exec(
        "UPDATE artifacts SET bytes = replace(bytes, 'alignment', 'alignmemt') WHERE position = 2",
      )
      db.close()
    })
    const ended = await runHere(['verify', '--env', 'dev', '--home', where])
    expect(ended.out).toMatch(/BROKEN - at 2/)
    expect(ended.code).toBe(1)
  })
})

it('chat --json prints one JSON object a line, as --jsonl does', async () => {
  const args = ['chat', '--json', '--env', 'dev', '--home', homeWith(sound)]
  const ended = await run(program, args, '{"from":"ana","text":"menu"}\n{"wait":"1m"}\n')
  const types = ended.out
    .trim()
    .split('\n')
    .map((line) => String(JSON.parse(line).type))
  expect(types).toEqual(['message', 'quiet', 'quiet'])
  expect(ended.code).toBe(0)
})

it('a phone number without its + is read as an id, with a hint on standard error', async () => {
  const line = (from: string) => `${JSON.stringify({ from, text: 'menu' })}\n`
  const typed = ['5511900000001', '+55 11 90000-0001'].map(line).join('')
  const ended = await run(program, jsonl(homeWith(sound)), typed)
  const kinds = [...ended.out.matchAll(/"to":"([^"]+)".*?"kind":"([a-z]+)"/g)]
  expect(kinds.map(([, to, kind]) => `${to} ${kind}`)).toEqual([
    '5511900000001 refusal',
    'ana menu',
  ])
  expect(ended.error).toBe(
    'line 1: from has digits only, so it is read as an id; a phone begins with +.\n',
  )
})

it('checkpoints list and push say when no place is declared', async () => {
  const where = homeWith(sound)
  expect((await run(program, jsonl(where))).code).toBe(0)
  for (const what of ['list', 'push']) {
    const ended = await runHere(['checkpoints', what, '--env', 'dev', '--home', where])
    expect([ended.code, ended.out]).toEqual([0, ''])
    expect(ended.error).toContain('dev has no outside place')
  }
})

describe('input lines of chat --jsonl', () => {
  it('that are malformed give an error with their number, and later ones are processed', async () => {
    const lines = [
      'not json',
      '{"from":"ana"}',
      '{"from":"ana","text":"menu","colour":"red"}',
      '[]',
      'null',
      '{"wait":"soon"}',
      '',
      `{"from":"ana","text":"${'x'.repeat(1_000_001)}"}`,
      '{"from":"ana","text":"menu"}',
    ]
    const ended = await run(program, jsonl(homeWith(sound)), `${lines.join('\n')}\n`)
    const out = linesOf(ended.out)
    expect(out.filter((one) => one.type === 'error').map((one) => one.line)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ])
    expect(out.filter((one) => one.type === 'quiet')).toHaveLength(lines.length)
    expect(out.at(-2)).toMatchObject({ type: 'message', kind: 'menu', to: 'ana' })
    expect(ended.code).toBe(0)
  })

  it('that are malformed give an error with their field and an example', async () => {
    const lines = [
      '{"from":"ana"}',
      '{"from":"ana","text":"menu","colour":"red"}',
      '{"wait":"soon"}',
      '{"wait":"999999d"}',
      '{"wait":"2h","from":"ana","text":"menu"}',
      '[]',
    ]
    const ended = await run(program, jsonl(homeWith(sound)), `${lines.join('\n')}\n`)
    const wrong = linesOf(ended.out).filter((one) => one.type === 'error')
    const named = [/text/, /colour/, /wait.*31m/, /wait.*3660d/, /from/, /no object/]
    expect(wrong).toHaveLength(named.length)
    for (const [index, what] of named.entries()) expect(wrong[index]?.message).toMatch(what)
    for (const one of wrong) expect(one.message).toContain('{"from":"ana","text":"menu"}')
  })

  it('that wait past the year 9998 are refused without moving the clock', async () => {
    const at = '9998-12-31T23:59:00.000Z'
    const lines = '{"wait":"61s"}\n{"wait":"60s"}\n'
    const ended = await run(program, [...jsonl(homeWith(sound)), '--at', at], lines)
    expect(linesOf(ended.out)).toMatchObject([
      { type: 'error', line: 1, message: expect.stringMatching(/wait.*9998/) },
      { type: 'quiet', now: at },
      { type: 'quiet', now: '9999-01-01T00:00:00.000Z' },
    ])
    expect(ended.code).toBe(0)
  })

  it('may begin with a byte order mark', async () => {
    const ended = await run(program, jsonl(homeWith(sound)), '\uFEFF{"from":"ana","text":"menu"}\n')
    expect(linesOf(ended.out).map((one) => one.kind ?? one.type)).toEqual(['menu', 'quiet'])
  })

  it('with a message of 100 kB are answered by a refusal, and the next message is processed', async () => {
    const long = JSON.stringify({ from: 'ana', text: 'x'.repeat(100_000) })
    const next = JSON.stringify({ from: 'ana', text: 'menu' })
    const ended = await run(program, jsonl(homeWith(sound)), `${long}\n${next}\n`)
    const kinds = linesOf(ended.out).flatMap((one) => one.kind ?? [])
    expect(kinds).toEqual(['refusal', 'menu'])
    expect(ended.code).toBe(0)
  })

  it('may lack the last line end or be missing altogether, with exit 0', async () => {
    const last = await run(program, jsonl(homeWith(sound)), '{"from":"ana","text":"menu"}')
    expect(linesOf(last.out).map((one) => one.type)).toEqual(['message', 'quiet'])
    expect(last.code).toBe(0)
    expect(await run(program, jsonl(homeWith(sound)))).toMatchObject({ code: 0, out: '' })
  })
})
