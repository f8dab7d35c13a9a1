// What the command line says beside its result: why nothing was locked, and that an attestation has
// no full address.

import { rmSync } from 'node:fs'
import { afterAll, expect, it, vi } from 'vitest'
import { homeWith, runHere, sound } from './program.ts'

// An attestation plays every vector in an environment of its own.
vi.setConfig({ testTimeout: 90_000 })

const home = homeWith(sound)
afterAll(() => rmSync(home, { recursive: true, force: true }))

const here = (...words: readonly string[]) => runHere([...words, '--env', 'dev', '--home', home])

it('lockdown says why nothing was locked or lifted, and names the request', async () => {
  const refused = await here('lockdown', 'on', 'fire', '--as', 'ana')
  expect(refused.error).toMatch(
    /^aval: Nothing was locked: ana may not; see aval audit --command C-/,
  )
  const none = await here('lockdown', 'on', 'fire', '--as', 'dora', '--connector', 'till')
  expect(none.error).toMatch(/Nothing was locked: it is in lockdown already, or there is no such/)
  const idle = await here('lockdown', 'off', '--as', 'dora')
  expect(idle.error).toBe('aval: Not requested: nothing is locked there.\n')
  expect((await here('lockdown', 'on', 'fire', '--as', 'dora')).code).toBe(0)
  const lift = await here('lockdown', 'off', '--as', 'ana')
  expect(lift.error).toMatch(/Not requested: ana may not; see aval audit --command C-/)
  expect([refused, none, idle, lift].map((one) => one.code)).toEqual([1, 1, 1, 1])
})

it('attest says when the address of the attestation is only a path', async () => {
  const alone = await here('attest')
  expect(alone.error).toContain('a path alone: name --url https://…, or set up http')
  const named = await here('attest', '--url', 'https://example.com/.well-known/wfs.json')
  expect(named.error).not.toContain('a path alone')
})
