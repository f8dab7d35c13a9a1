// Where folders and files of places may lie, and what doctor reports about them before anything is
// sent.

import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { examine } from '../../src/environment/doctor/doctor.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { furnish } from './environment-with-places.ts'

const tail = (path: string) => furnish(`ship: [{ kind: file, name: tail, path: "${path}" }]\n`)

it.each(['../prod', '../prod/aval.db', '../staging/secrets/shop'])(
  'the path %s of a place is refused: it lies in another environment',
  (path) => {
    expect(() => readSettings(tail(path).home, 'dev')).toThrow(
      /environment\.yaml: the place tail is in the folder of (prod|staging); name one outside/,
    )
  },
)

it.each(['..', '../..', '/'])(
  'the path %s of a place is refused: it contains an environment',
  (path) => {
    expect(() => readSettings(tail(path).home, 'dev')).toThrow('contains dev')
  },
)

it.each(['.', 'aval.db', 'aval.db-wal', 'keys', 'keys/x', './environment.yaml', 'owner.lock'])(
  'the path %s of a place is refused: Aval keeps its own files there',
  (path) => {
    expect(() => readSettings(tail(path).home, 'dev')).toThrow('Aval keeps its own files')
  },
)

it.each(['tail.ndjson', 'out/tail', '../other/tail', '../../tail', '../production/tail'])(
  'the path %s of a place is accepted',
  (path) => {
    expect(readSettings(tail(path).home, 'dev').ship).toHaveLength(1)
  },
)

it('symbolic links are resolved for the place and for the environment', () => {
  const outside = tail('link/tail')
  const real = join(outside.home, 'real')
  mkdirSync(real)
  symlinkSync(real, join(outside.home, 'data', 'prod'))
  symlinkSync(real, join(outside.folder, 'link'))
  expect(() => readSettings(outside.home, 'dev')).toThrow('is in the folder of prod')
})

it('doctor reports each place that cannot be used before anything is sent', () => {
  const outside = furnish(`checkpoints:
  - { kind: directory, name: gone, path: gone }
  - { kind: directory, name: text, path: environment.txt }
  - { kind: directory, name: fine, path: fine }
  - { kind: git, name: none, path: fine }
  - { kind: git, name: far, path: repository, remote: origin }
  - { kind: git, name: near, path: repository }
ship:
  - { kind: file, name: homeless, path: gone/tail }
  - { kind: file, name: folder, path: fine }
  - { kind: file, name: begun, path: fine/tail }
  - { kind: syslog, name: siem, over: tls, host: logs.example, port: 6514, ca: ca.pem }
`)
  const at = (name: string) => join(outside.folder, name)
  mkdirSync(at('fine'))
  writeFileSync(at('environment.txt'), '')
  writeFileSync(at('ca.pem'), 'no certificate')
  execFileSync('git', ['init', '--quiet', at('repository')], { stdio: 'ignore' })
  const variables = { PATH: process.env['PATH'] }
  const all = examine({
    ...{ home: outside.home, environment: 'dev', variables },
    ...{ nodeVersion: process.version, user: null, now: Date.now() },
  }).filter((one) => one.check === 'outward')
  const found = all.filter((one) => one.level !== 'ok')
  expect(found.map((one) => one.what.replaceAll(`${outside.folder}/`, ''))).toEqual([
    'gone: gone does not exist.',
    'text: environment.txt is not a folder.',
    'none: fine is no git repository.',
    expect.stringMatching(/^far: git says: .*No such remote 'origin'/),
    'homeless: gone does not exist.',
    'folder: fine is not a file.',
    'ship.siem.ca names ca.pem, which holds no readable certificate.',
  ])
  // Nobody is told that all is well with a place that cannot be used.
  const well = all.filter((one) => one.level === 'ok').map((one) => one.what)
  for (const name of ['gone', 'text', 'none', 'far', 'homeless', 'folder'])
    expect(well.filter((what) => what.startsWith(`${name} `))).toEqual([])
  expect(well).toContain('siem was sent nothing yet')
})
