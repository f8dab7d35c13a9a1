// A secret that is replaced while the environment runs is redacted, as is the one before it.

import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { knownSecrets } from '../../src/connectors/known-secrets.ts'
import { closeServer, listen } from '../../src/engine/listen.ts'
import { openLog } from '../../src/engine/observability/log.ts'
import { secretValues } from '../../src/environment/isolation.ts'
import { readSettings } from '../../src/environment/settings/settings.ts'
import { furnish, type Outside, open } from '../places/environment-with-places.ts'

const [first, second, third] = ['t0ken-of-monday', 't0ken-of-tuesday', 't0ken-of-friday'] as const

let site: Server
let home: Outside
let authorizations: (string | undefined)[] = []
beforeEach(async () => {
  authorizations = []
  site = createServer((request, response) => {
    authorizations.push(request.headers.authorization)
    request.resume().on('end', () => {
      const id = request.url?.split('/')[2] ?? ''
      response.end(JSON.stringify({ id, status: 'open', customer: 'Rui', total: 1 }))
    })
  })
  const url = `http://127.0.0.1:${await listen(site)}`
  home = furnish(`connectors:
  shop: { kind: http, base_url: "${url}", secrets: { token: "secret://file/shop" } }
ship:
  - { name: pond, kind: http, url: "${url}", token: "secret://file/pond" }
`)
  mkdirSync(join(home.folder, 'secrets'))
})
afterEach(() => closeServer(site))

function put(name: string, value: string): void {
  writeFileSync(join(home.folder, 'secrets', name), value, { mode: 0o600 })
}

/** The log line for these values, after redaction of all known secrets. */
function logged(known: ReturnType<typeof knownSecrets>, ...values: readonly string[]): string {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const log = openLog({ environment: 'dev', level: 'warn', secrets: known.values, write })
  log.error({ about: values }, `It failed with ${values.join(' and ')}.`)
  return lines.join('')
}

it('a replaced token of a connector is redacted from its next use on, as is the earlier one', async () => {
  put('shop', first)
  put('pond', 'another-one')
  const known = knownSecrets()
  const environment = await open(home, undefined, {}, known)
  secretValues(home.home, readSettings(home.home, 'dev'), {}, known)
  expect(logged(known, second)).toContain(second)
  put('shop', second)
  await environment.say('ana', 'show order 7')
  expect(authorizations.at(-1)).toBe(`Bearer ${second}`)
  expect(logged(known, first, second)).not.toMatch(/t0ken/)
  expect(logged(known, first, second)).toContain('[secret]')
  await environment.close()
})

it('a replaced token of a place is redacted from its next use on, as is the earlier one', async () => {
  put('shop', 'another-one')
  put('pond', first)
  const known = knownSecrets()
  const environment = await open(home, undefined, {}, known)
  await environment.pass()
  put('pond', second)
  await environment.say('ana', 'status')
  await environment.pass(60_000)
  expect(authorizations).toContain(`Bearer ${second}`)
  expect(logged(known, first, second)).not.toMatch(/t0ken/)
  await environment.close()
})

it('the last two values of each reference are kept for redaction', () => {
  const known = knownSecrets()
  for (const value of [first, first, second, second, third]) known.learn('secret://file/a', value)
  known.learn('secret://file/b', 'of-another')
  expect(known.values()).toEqual([third, second, 'of-another'])
})

it('a logger redacts secrets that were learnt after it was opened', () => {
  const known = knownSecrets()
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const log = openLog({ environment: 'dev', level: 'warn', secrets: known.values, write })
  known.learn('secret://file/a', first)
  log.error({ err: new Error(first) }, first)
  expect(lines.join('')).not.toContain(first)
})
