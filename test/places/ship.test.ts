// Shipping evidence to other machines: complete, in order, resumed where it stopped, and without
// secrets.

import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { selfSigned } from './certificate.ts'
import { addressIn, furnish, type Outside, open } from './environment-with-places.ts'
import { startDatagrams, startHttp, startSyslog } from './receivers.ts'

async function opened(outside: Outside, at?: number, variables?: Record<string, string>) {
  const environment = await open(outside, at, variables)
  let isOpen = true
  const close = async () => {
    if (isOpen) await environment.close()
    isOpen = false
  }
  onTestFinished(close)
  return { ...environment, close }
}

type Open = Awaited<ReturnType<typeof opened>>

const recordSchema = z.object({
  format: z.literal('aval-evidence/1'),
  chain: z.string(),
  seq: z.int(),
  digest: z.string(),
  redacted: z.boolean(),
  artifact: z.looseObject({ type: z.string(), seq: z.int() }),
  body: z.unknown().optional(),
})
const parse = (line: string) => recordSchema.parse(JSON.parse(line))
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '')

/** Digests of all evidence, in the order of writing. */
async function digests({ storeClient }: Open): Promise<readonly string[]> {
  return (await storeClient.audit({})).map((one) => String(one.artifact['hash']))
}

const second = 1_000
const minute = 60_000

const tail = 'ship: [{ kind: file, name: tail, path: tail.ndjson }]\n'
const readTail = ({ folder }: Outside) => linesOf(readFileSync(join(folder, 'tail.ndjson'), 'utf8'))

describe('evidence shipped to a file', () => {
  it('holds every artifact of every chain in order, once', async () => {
    const outside = furnish(tail)
    const environment = await opened(outside)
    for (const who of ['ana', 'eva', 'ana']) {
      await environment.say(who, 'status')
      await environment.pass(second)
    }
    const records = readTail(outside).map(parse)
    expect(records.map((one) => one.digest)).toEqual(await digests(environment))
    for (const { artifact, seq, body } of records) {
      expect(artifact.seq).toBe(seq)
      expect(body).toBeUndefined()
    }
    const chains = new Set(records.map((one) => one.chain.split('/').at(-1)))
    expect(chains).toEqual(new Set(['-', 'dev:acme', 'dev:other']))
  })

  it('continues after a restart where it stopped, in several batches', async () => {
    const outside = furnish(tail)
    const first = await opened(outside)
    await first.say('ana', 'status')
    await first.close()
    const before = readTail(outside).length
    expect(before).toBeGreaterThan(5)
    const again = await opened(outside, Date.parse('2026-01-05T10:00:00Z'))
    for (let times = 0; times < 80; times += 1) await again.say('ana', 'status')
    await again.pass(second)
    const all = await digests(again)
    expect(all.length).toBeGreaterThan(300)
    expect(readTail(outside).map((line) => parse(line).digest)).toEqual(all)
  })

  it('is not written to a pipe, and continues once that is replaced by a file', async () => {
    const outside = furnish(tail)
    const pipe = join(outside.folder, 'tail.ndjson')
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe])
    // A reader, so that this test ends even when the pipe is opened.
    const reader = spawn('sh', ['-c', 'exec 3<>"$0"; exec cat <&3', pipe])
    onTestFinished(() => void reader.kill())
    const environment = await opened(outside)
    await environment.say('ana', 'status')
    await environment.pass(second)
    const standings = await environment.opened.outward.standings()
    expect(standings).toMatchObject([{ place: 'tail', failing: true }])
    rmSync(pipe)
    await environment.pass(minute)
    expect(readTail(outside).map((line) => parse(line).digest)).toEqual(await digests(environment))
  })

  it('continues on a new line after an incomplete one, and loses nothing', async () => {
    const outside = furnish(tail)
    const environment = await opened(outside)
    writeFileSync(join(outside.folder, 'tail.ndjson'), '{"format":"aval-ev')
    await environment.pass(second)
    const [incomplete, ...whole] = readTail(outside)
    expect(incomplete).toBe('{"format":"aval-ev')
    expect(whole.map((line) => parse(line).digest)).toEqual(await digests(environment))
  })
})

describe('evidence shipped to a file, after a change', () => {
  it('is sent again in full when the database is not the one that was sent', async () => {
    const outside = furnish(tail)
    const environment = await opened(outside)
    await environment.say('ana', 'status')
    await environment.close()
    const before = readTail(outside).length
    for (const end of ['', '-wal', '-shm'])
      rmSync(join(outside.folder, `aval.db${end}`), { force: true })
    rmSync(join(outside.folder, 'keys'), { recursive: true })
    const again = await opened(outside)
    for (let times = 0; times < 9; times += 1) await again.say('ana', 'status')
    const other = { position: 5, digest: 'ab', rejectedAt: 0, address: addressIn(outside, 'tail') }
    await again.storeClient.keep('outward/tail/position', other)
    await again.pass(second)
    // The news that it begins again is an artifact, too.
    await again.pass(second)
    const since = readTail(outside).slice(before)
    expect(since.map((line) => parse(line).digest)).toEqual(await digests(again))
    expect(again.letters.filter((one) => one.text.includes('restored an older file'))).toHaveLength(
      1,
    )
  })

  it('holds the artifacts of one tenant only, where the place names it', async () => {
    const outside = furnish(
      'ship: [{ kind: file, name: tail, path: tail.ndjson, tenants: [other] }]\n',
    )
    const environment = await opened(outside)
    for (const who of ['ana', 'eva', 'ana']) await environment.say(who, 'status')
    await environment.pass(second)
    const chains = readTail(outside).map((line) => parse(line).chain.split('/').at(-1))
    expect(new Set(chains)).toEqual(new Set(['dev:other']))
    expect(await environment.storeClient.kept('outward/tail/position')).toMatchObject({
      position: (await digests(environment)).length,
    })
  })
})

async function withHook(more = '') {
  const hook = await startHttp()
  onTestFinished(hook.close)
  const outside = furnish(`ship: [{ kind: http, name: hook, url: "${hook.url}/in"${more} }]\n`)
  return { hook, outside, records: () => hook.requests.flatMap((one) => linesOf(one.body)) }
}

describe('evidence shipped over HTTP', () => {
  it('is sent as JSON lines with the token that is current', async () => {
    const { hook, outside, records } = await withHook(', token: "secret://env/HOOK_TOKEN"')
    const variables = { HOOK_TOKEN: 'first-token-of-the-hook' }
    const environment = await opened(outside, undefined, variables)
    await environment.pass(second)
    variables.HOOK_TOKEN = 'second-token-of-the-hook'
    await environment.say('ana', 'status')
    await environment.pass(second)
    expect(hook.requests[0]).toMatchObject({
      url: '/in',
      headers: {
        authorization: 'Bearer first-token-of-the-hook',
        'content-type': 'application/x-ndjson',
      },
    })
    expect(hook.requests.at(-1)?.headers.authorization).toBe('Bearer second-token-of-the-hook')
    expect(records().map((line) => parse(line).digest)).toEqual(await digests(environment))
  })

  it('is recorded with a salted hash of the token that differs after each start', async () => {
    const { outside } = await withHook(', token: "secret://env/HOOK_TOKEN"')
    for (const life of [1, 2]) {
      const environment = await opened(outside, undefined, { HOOK_TOKEN: 'a-token-of-the-hook' })
      await environment.pass(second)
      const loaded = await environment.found('secret.loaded')
      expect(new Set(loaded.map((body) => body?.['hash'])).size).toBe(life)
      await environment.close()
    }
  })

  it('is retried while the site is down, reported once, and arrives in order without delaying chats', async () => {
    const { hook, outside, records } = await withHook()
    hook.says.status = 503
    const environment = await opened(outside)
    for (let times = 0; times < 30; times += 1) {
      await environment.say('ana', 'status')
      await environment.pass(minute)
    }
    const tries = hook.requests.length
    expect(tries).toBeGreaterThan(5)
    expect(tries).toBeLessThan(20)
    expect(environment.letters.filter((one) => one.kind === 'answer')).toHaveLength(30)
    expect(await environment.found('evidence.stalled')).toEqual([
      expect.objectContaining({ place: 'hook', sends: 'evidence', why: 'refused_503' }),
    ])
    await environment.say('dora', 'status')
    expect(environment.letters.at(-1)?.text).toContain('hook has accepted nothing since')
    hook.requests.splice(0)
    hook.says.status = 204
    await environment.pass(10 * minute)
    await environment.pass(second)
    expect(records().map((line) => parse(line).digest)).toEqual(await digests(environment))
    expect(await environment.found('evidence.resumed')).toHaveLength(1)
  })
})

describe('confidentiality of shipping over HTTP', () => {
  it('follows no redirect to another host', async () => {
    const { hook, outside } = await withHook()
    const elsewhere = await startHttp()
    onTestFinished(elsewhere.close)
    hook.says.status = 307
    hook.says.location = `${elsewhere.url}/in`
    const environment = await opened(outside)
    await environment.pass(second)
    expect(hook.requests.length).toBeGreaterThan(0)
    expect(elsewhere.requests).toEqual([])
    expect(await environment.storeClient.kept('outward/hook')).toMatchObject({
      failing: { why: 'refused_307' },
    })
  })

  it('sends no phone number, chat or secret, and bodies only when configured', async () => {
    const canary = 'canary-secret-4f1c9b7e'
    const bodies = await withHook(', token: "secret://env/HOOK_TOKEN", bodies: true')
    const plain = await withHook(', token: "secret://env/HOOK_TOKEN"')
    for (const { hook, outside, records } of [bodies, plain]) {
      const environment = await opened(outside, undefined, { HOOK_TOKEN: canary })
      const typed = `config create svc kind service reason ${canary} +5511988887777 1 K7QM2P`
      await environment.say('ana', `${typed} 5511988887777@s.whatsapp.net`)
      await environment.say('+5511977776666', `hello ${canary}`)
      await environment.say('ana', `lockdown on ${canary} and +5511988887777`)
      // That the token was read is evidence too, and goes with the next batch.
      await environment.pass(second)
      await environment.pass(second)
      expect(records().map((line) => parse(line).digest)).toEqual(await digests(environment))
      const sent = hook.requests.map((one) => one.body).join('')
      for (const secret of [canary, '988887777', '977776666', 'K7QM2P', 's.whatsapp.net'])
        expect(sent, secret).not.toContain(secret)
      const known = JSON.stringify(await environment.storeClient.audit({}))
      expect(known).toContain(canary)
    }
    const withBodies = bodies.records().map(parse)
    expect(withBodies.some((one) => one.redacted)).toBe(true)
    expect(JSON.stringify(withBodies)).toContain('[secret]')
    expect(plain.records().map((line) => parse(line).body)).toEqual(
      plain.records().map(() => undefined),
    )
  })
})

const otlpSchema = z.object({
  resourceLogs: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.unknown()) }),
      scopeLogs: z.array(
        z.object({
          logRecords: z.array(
            z.object({
              timeUnixNano: z.string().regex(/^\d{19}$/),
              severityNumber: z.literal(9),
              eventName: z.string(),
              body: z.object({ stringValue: z.string() }),
              attributes: z.array(z.object({ key: z.string(), value: z.unknown() })),
            }),
          ),
        }),
      ),
    }),
  ),
})

describe('evidence shipped over OTLP', () => {
  async function withCollector() {
    const collector = await startHttp()
    onTestFinished(collector.close)
    const outside = furnish(`ship: [{ kind: otlp, name: otel, url: "${collector.url}/v1/logs" }]\n`)
    const logs = () =>
      collector.requests
        .map((one) => otlpSchema.parse(JSON.parse(one.body)))
        .flatMap((one) => one.resourceLogs)
        .flatMap((one) => one.scopeLogs)
        .flatMap((one) => one.logRecords)
    return { collector, outside, logs }
  }

  it('is sent as log records with the chain, sequence number and digest as attributes', async () => {
    const { collector, outside, logs } = await withCollector()
    const environment = await opened(outside)
    await environment.say('ana', 'status')
    await environment.pass(second)
    expect(collector.requests[0]).toMatchObject({
      url: '/v1/logs',
      headers: { 'content-type': 'application/json' },
    })
    const records = logs()
    expect(records.map((one) => parse(one.body.stringValue).digest)).toEqual(
      await digests(environment),
    )
    const [first] = records
    expect(first?.timeUnixNano).toBe('1767603600000000000')
    expect(first?.eventName).toBe('service.start')
    expect(first?.attributes).toContainEqual({ key: 'aval.seq', value: { intValue: 1 } })
    expect(collector.requests[0]?.body).toContain(
      '{"key":"deployment.environment.name","value":{"stringValue":"dev"}}',
    )
  })

  it('that the collector rejects is reported to the admins once and not sent again', async () => {
    const { collector, outside, logs } = await withCollector()
    const partialSuccess = { rejectedLogRecords: '2', errorMessage: 'too old' }
    collector.says.text = JSON.stringify({ partialSuccess })
    const environment = await opened(outside)
    for (let times = 0; times < 6; times += 1) {
      await environment.say('ana', 'status')
      await environment.pass(second)
    }
    const reported = environment.letters.filter((one) => one.text.includes('discarded 2 artifacts'))
    expect(reported.map((one) => one.to)).toEqual(['dora'])
    const sent = logs().map((one) => parse(one.body.stringValue).digest)
    expect(new Set(sent).size).toBe(sent.length)
    expect(sent).toEqual(await digests(environment))
  })
})

/** The JSON lines of syslog messages. */
const textsOf = (messages: readonly string[]) =>
  messages.map((one) => one.slice(one.indexOf('\ufeff') + 1))

describe('evidence shipped to syslog', () => {
  const settingsOf = (over: string, port: number, more = '') =>
    `ship: [{ kind: syslog, name: siem, over: ${over}, host: localhost, port: ${port}${more} }]\n`

  it('over TCP arrives in full after a connection broke in the middle of a batch', async () => {
    const siem = await startSyslog()
    onTestFinished(siem.close)
    const environment = await opened(furnish(settingsOf('tcp', siem.port)))
    await environment.say('ana', 'status')
    siem.state.breakAfter = 100
    await environment.pass(second)
    expect(siem.messages).toEqual([])
    expect(await environment.storeClient.kept('outward/siem/position')).toBeNull()
    await environment.pass(minute)
    expect(textsOf(siem.messages).map((line) => parse(line).digest)).toEqual(
      await digests(environment),
    )
    await environment.say('ana', 'status')
    await environment.pass(second)
    expect(siem.messages.length).toBe((await digests(environment)).length)
  })

  it('over TLS arrives in full at a receiver with a trusted certificate, and not at others', async () => {
    const { key, cert } = selfSigned('localhost')
    const siem = await startSyslog({ key, cert })
    onTestFinished(siem.close)
    const outside = furnish(settingsOf('tls', siem.port, ', ca: siem.pem'))
    writeFileSync(join(outside.folder, 'siem.pem'), selfSigned('localhost').cert)
    const environment = await opened(outside)
    await environment.pass(second)
    expect(siem.messages).toEqual([])
    expect(await environment.storeClient.kept('outward/siem')).toMatchObject({
      failing: { why: expect.stringMatching(/CERT|SIGNATURE|SELF_SIGNED/) },
    })
    await environment.close()
    writeFileSync(join(outside.folder, 'siem.pem'), cert)
    const again = await opened(outside, Date.parse('2026-01-05T10:00:00Z'))
    await again.pass(second)
    expect(textsOf(siem.messages).map((line) => parse(line).digest)).toEqual(await digests(again))
  })

  it('over UDP arrives as one datagram for each artifact', async () => {
    const siem = await startDatagrams()
    onTestFinished(siem.close)
    const environment = await opened(
      furnish(
        settingsOf('udp', siem.port, ', enterprise: 64700').replace('localhost', '127.0.0.1'),
      ),
    )
    await environment.pass(second)
    const all = await digests(environment)
    await siem.until(all.length)
    expect(siem.messages.every((one) => one.includes(' [aval@64700 chain='))).toBe(true)
    expect(textsOf(siem.messages).map((line) => parse(line).digest)).toEqual(all)
  })

  it('counts as not sent when the receiver closes the connection at once', async () => {
    const siem = await startSyslog()
    onTestFinished(siem.close)
    siem.state.endsFirst = true
    const environment = await opened(furnish(settingsOf('tcp', siem.port)))
    await environment.pass(second)
    expect(await environment.storeClient.kept('outward/siem')).toMatchObject({
      failing: { failures: 1 },
    })
    expect(await environment.storeClient.kept('outward/siem/position')).toBeNull()
    siem.state.endsFirst = false
    await environment.pass(minute)
    expect(await environment.storeClient.kept('outward/siem/position')).not.toBeNull()
  })
})
