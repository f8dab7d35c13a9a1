// Enrolment of an authenticator app whose activation is refused: the person is told, and does not
// wait for an admin.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { homeWith, runHere, sound } from './program.ts'

const home = homeWith(null)
mkdirSync(join(home, 'data', 'staging'), { recursive: true })
const careful = sound
  .replace('environment: dev', 'environment: staging')
  .replace('pack: strong', 'pack: careful')
writeFileSync(join(home, 'data', 'staging', 'environment.yaml'), careful)

const enrol = (who: string, at: string, ...more: readonly string[]) =>
  runHere(['people', 'enrol', who, '--env', 'staging', '--home', home, '--at', at, ...more])

const saturday = '2026-03-07T12:00:00Z'
const monday = '2026-03-09T12:00:00Z'

it('enrolment says when its request for activation was refused, and what to type later', async () => {
  expect((await enrol('dora', saturday)).out).toContain('It is in use')
  const refused = await enrol('beto', saturday)
  expect(refused.code).toBe(0)
  expect(refused.out).toMatch(
    /no admin was asked: C-\w{4,} was refused \(frozen\)\. .*activate beto/,
  )
  expect(refused.out).not.toContain('An admin must approve it')
  const read = JSON.parse((await enrol('beto', saturday, '--json')).out)
  expect(read).toMatchObject({ state: 'pending', refused: 'frozen' })
  expect((await enrol('carla', monday)).out).toContain('An admin must approve it in chat')
  expect(JSON.parse((await enrol('carla', monday, '--json')).out)).not.toHaveProperty('refused')
})
