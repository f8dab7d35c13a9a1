// Checkpoints in places that the operator cannot edit: what each receives, once, and what it keeps.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { verify } from '../../src/cli/evidence/verify.ts'
import { readKeys } from '../../src/environment/keys.ts'
import { originOf, parseCheckpoint, writeVerifierKey } from '../../src/evidence/checkpoint.ts'
import { parseWitnessKey, readCosignature } from '../../src/evidence/cosignature.ts'
import { findNotes } from '../../src/evidence/find-notes.ts'
import { addressIn, furnish, type Outside, open } from './environment-with-places.ts'
import { startWitness } from './stand-in-witness.ts'

async function opened(outside: Outside, at?: number) {
  const environment = await open(outside, at)
  let isOpen = true
  const close = async () => {
    if (isOpen) await environment.close()
    isOpen = false
  }
  onTestFinished(close)
  return { ...environment, close }
}

/** `aval verify --checkpoint FILE`, and what it printed. */
async function verified({ home: folder }: Outside, file: string) {
  const lines: string[] = []
  const { write } = process.stdout
  process.stdout.write = (text) => lines.push(String(text)) > 0
  try {
    const code = await verify(
      { home: folder, environment: 'dev', json: false },
      { checkpoint: file },
    )
    return { code, out: lines.join('') }
  } finally {
    process.stdout.write = write
  }
}

/** The evidence is deleted, and the environment starts again with the same keys. */
function loseStore({ folder }: Outside): void {
  for (const file of ['aval.db', 'aval.db-wal', 'aval.db-shm', 'keys/heads.json'])
    rmSync(join(folder, file), { force: true })
  writeFileSync(join(folder, 'keys/first-start'), '')
}

const minute = 60_000

const copiesSettings = 'checkpoints: [{ kind: directory, name: copies, path: copies }]\n'

async function withCopies() {
  const outside = furnish(copiesSettings)
  const copies = join(outside.folder, 'copies')
  mkdirSync(copies)
  return { outside, copies, environment: await opened(outside) }
}

describe('checkpoints in a directory', () => {
  it('are written as one read-only file each, which verify accepts and no later one replaces', async () => {
    const { outside, copies, environment } = await withCopies()
    await environment.say('ana', 'status')
    await environment.checkpoint()
    const first = readdirSync(copies)
    expect(first.length).toBe(2)
    for (const file of first) {
      expect(statSync(join(copies, file)).mode & 0o777).toBe(0o400)
      expect(parseCheckpoint(readFileSync(join(copies, file), 'utf8'))).not.toBeNull()
    }
    await environment.say('ana', 'status')
    await environment.checkpoint()
    const later = readdirSync(copies)
    expect(later).toEqual(expect.arrayContaining(first))
    expect(later.length).toBeGreaterThan(first.length)
    await environment.close()
    for (const file of readdirSync(copies)) {
      const { code, out } = await verified(outside, join(copies, file))
      expect(out, file).not.toContain('BROKEN')
      expect(code).toBe(0)
    }
  })

  it('make verify report a log that was deleted and begun again', async () => {
    const { outside, copies, environment } = await withCopies()
    await environment.say('ana', 'status')
    await environment.checkpoint()
    await environment.close()
    const kept = readdirSync(copies).findLast((one) => one.startsWith('environment-')) ?? ''
    const whole = readFileSync(join(copies, kept), 'utf8')
    // The operator starts again, with the same keys.
    loseStore(outside)
    const again = await opened(outside)
    await again.close()
    expect(readFileSync(join(copies, kept), 'utf8')).toBe(whole)
    const { code, out } = await verified(outside, join(copies, kept))
    expect(code).toBe(1)
    expect(out).toContain('BROKEN -')
  })

  it('are written once, and writing them gives an idle log no new checkpoint', async () => {
    const { copies, environment } = await withCopies()
    await environment.say('ana', 'status')
    await environment.checkpoint()
    // There is news, and no newer checkpoint yet.
    await environment.say('ana', 'status')
    environment.opened.outward.checkpointed()
    await environment.pass()
    expect(await environment.found('evidence.checkpointed')).toHaveLength(1)
    await environment.checkpoint()
    const before = readdirSync(copies).length
    const news = (await environment.found('evidence.checkpointed')).length
    for (let rounds = 0; rounds < 5; rounds += 1) {
      await environment.pass(10 * minute)
      await environment.checkpoint()
    }
    expect(readdirSync(copies).length).toBe(before)
    expect((await environment.found('evidence.checkpointed')).length).toBe(news)
  })

  it('leave evidence of the place and of each chain with its root', async () => {
    const { environment } = await withCopies()
    await environment.say('ana', 'status')
    await environment.checkpoint()
    const [body] = await environment.found('evidence.checkpointed')
    const heads = await environment.storeClient.heads()
    expect(body).toMatchObject({ place: 'copies', kind: 'directory' })
    const chains = body?.['chains']
    expect(JSON.stringify(chains)).toContain('"tenant":"dev:acme"')
    expect(JSON.stringify(chains)).toContain(heads.find((one) => one.tenant === 'dev:acme')?.root)
  })
})

describe('a directory that fails', () => {
  it('keeps an incomplete file as it is, and reports that the file differs', async () => {
    const { copies, environment } = await withCopies()
    await environment.say('ana', 'status')
    await environment.opened.checkpoint()
    rmSync(copies, { recursive: true })
    mkdirSync(copies)
    const { size, root } = parseCheckpoint(
      (await environment.storeClient.heads()).find((one) => one.tenant === 'dev:acme')
        ?.checkpoint ?? '',
    ) ?? { size: 0, root: '' }
    const incomplete = `dev_acme-${String(size).padStart(12, '0')}-${root.slice(0, 16)}.checkpoint`
    writeFileSync(join(copies, incomplete), 'aval/')
    await environment.pass(minute)
    expect(readFileSync(join(copies, incomplete), 'utf8')).toBe('aval/')
    expect(await environment.storeClient.kept('outward/copies')).toMatchObject({
      failing: { why: 'file_differs' },
    })
  })

  it('gets the checkpoints of other chains although the file of one chain is incomplete', async () => {
    const { copies, environment } = await withCopies()
    await environment.say('ana', 'status')
    await environment.say('eva', 'status')
    await environment.opened.checkpoint()
    const heads = await environment.storeClient.heads()
    const note = heads.find((one) => one.tenant === 'dev:acme')?.checkpoint ?? ''
    const { size, root } = parseCheckpoint(note) ?? { size: 0, root: '' }
    const incomplete = `dev_acme-${String(size).padStart(12, '0')}-${root.slice(0, 16)}.checkpoint`
    writeFileSync(join(copies, incomplete), 'aval/')
    await environment.pass(minute)
    const others = readdirSync(copies).filter((one) => one !== incomplete)
    expect(others.map((one) => one.split('-')[0]).toSorted()).toEqual(['dev_other', 'environment'])
    expect(await environment.storeClient.kept('outward/copies')).toMatchObject({
      failing: { why: 'file_differs' },
    })
  })

  it('is reported to the admins once, across a restart, and again when it works', async () => {
    const { outside, copies, environment } = await withCopies()
    await environment.pass()
    rmSync(copies, { recursive: true })
    await environment.say('ana', 'status')
    await environment.checkpoint()
    for (let rounds = 0; rounds < 30; rounds += 1) await environment.pass(minute)
    const notices = () =>
      environment.letters.filter((one) => one.to === 'dora').map((one) => one.text)
    expect(
      notices().filter((text) => text.includes('copies has accepted no checkpoint')),
    ).toHaveLength(1)
    expect(await environment.found('evidence.stalled')).toHaveLength(1)
    const [stalled] = await environment.found('evidence.stalled')
    expect(stalled).toMatchObject({ place: 'copies', sends: 'checkpoints', why: 'ENOENT' })
    // A restart does not report it again.
    await environment.close()
    const again = await opened(outside, environment.clock.now())
    for (let rounds = 0; rounds < 30; rounds += 1) await again.pass(minute)
    expect(await again.found('evidence.stalled')).toHaveLength(1)
    mkdirSync(copies)
    for (let rounds = 0; rounds < 12; rounds += 1) await again.pass(minute)
    expect(readdirSync(copies).length).toBeGreaterThan(0)
    expect(await again.found('evidence.resumed')).toHaveLength(1)
    const resumed = again.letters.filter((one) => one.text.includes('accepts checkpoints again'))
    expect(resumed.map((one) => one.to)).toEqual(['dora'])
  })
})

describe('checkpoints in a chat', () => {
  const settings = 'checkpoints: [{ kind: chat, name: phones, people: [dora, eva], every: 24h }]\n'

  it('hold the notes of the own tenant and of the environment, and verify reads the pasted text', async () => {
    const outside = furnish(settings)
    const environment = await opened(outside)
    await environment.say('ana', 'status')
    await environment.say('eva', 'status')
    await environment.checkpoint()
    const letters = environment.letters.filter((one) => one.text.includes('aval/'))
    expect(letters.map((one) => one.to)).toEqual(['dora', 'eva'])
    const chains = letters.map((one) =>
      findNotes(one.text).map((note) => note.split('\n')[0]?.split('/').at(-1)),
    )
    expect(chains).toEqual([
      ['-', 'dev:acme'],
      ['-', 'dev:other'],
    ])
    expect(letters[1]?.text).toContain('Guarde este mensaje')
    await environment.close()
    const pasted = join(outside.folder, 'pasted.txt')
    const text = letters[0]?.text ?? ''
    writeFileSync(pasted, `[09:00, 05/01/2026] Aval: ${text.replaceAll('\n', '\r\n')}\r\nok!`)
    expect(await verified(outside, pasted)).toMatchObject({ code: 0 })
    writeFileSync(
      pasted,
      text.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) + 1}\n`),
    )
    expect(await verified(outside, pasted)).toMatchObject({ code: 1 })
  })

  it('are sent at most once a day, and only when there is a new one', async () => {
    const environment = await opened(furnish(settings))
    const notes = () => environment.letters.filter((one) => one.text.includes('aval/')).length
    for (let hours = 0; hours < 12; hours += 1) {
      await environment.say('ana', 'status')
      await environment.checkpoint()
      await environment.pass(60 * minute)
    }
    // Dora those of acme and of the environment, Eva the environment's.
    expect(notes()).toBe(2)
    await environment.pass(13 * 60 * minute)
    expect(notes()).toBe(3)
    for (let days = 0; days < 3; days += 1) {
      await environment.pass(24 * 60 * minute)
      await environment.checkpoint()
    }
    expect(notes()).toBe(3)
  })
})

async function withWitness() {
  const witness = await startWitness()
  onTestFinished(witness.close)
  const outside = furnish(
    `checkpoints: [{ kind: witness, name: eye, url: "${witness.url}", key: "${witness.key}" }]\n`,
  )
  const { instance, publicKey } = readKeys(outside.folder)
  for (const tenant of ['-', 'dev:acme', 'dev:other'])
    witness.trust(writeVerifierKey(originOf(instance, 'dev', tenant), publicKey))
  const sizeOf = (tenant: string) => witness.known.get(originOf(instance, 'dev', tenant))?.size
  const address = addressIn(outside, 'eye')
  return { witness, outside, environment: await opened(outside), sizeOf, address }
}

describe('a witness', () => {
  it('cosigns each growth of the log, and its cosignature is kept and verifies', async () => {
    const { witness, outside, environment, sizeOf } = await withWitness()
    for (let rounds = 0; rounds < 9; rounds += 1) {
      for (let words = 0; words <= rounds % 4; words += 1) await environment.say('ana', 'status')
      await environment.checkpoint()
      await environment.pass(minute)
      const head = (await environment.storeClient.heads()).find((one) => one.tenant === 'dev:acme')
      expect(sizeOf('dev:acme')).toBe(head?.size)
    }
    expect(new Set(witness.statuses)).toEqual(new Set([200]))
    const kept = await environment.storeClient.kept('outward/eye/dev:acme')
    const memory = kept?.['memory']
    const note = String(Object(memory)['note'])
    const parsed = parseCheckpoint(note)
    expect(readCosignature(parsed?.text ?? '', note, parseWitnessKey(witness.key))).not.toBeNull()
    const bodies = await environment.found('evidence.checkpointed')
    expect(JSON.stringify(bodies)).toContain('"witnessed_at":17676')
    await environment.close()
    const file = join(outside.folder, 'cosigned.txt')
    writeFileSync(file, note)
    expect(await verified(outside, file)).toMatchObject({ code: 0 })
  })

  it('that reports another size than recorded gets a proof from its own size', async () => {
    const { witness, environment, sizeOf, address } = await withWitness()
    for (let words = 0; words < 5; words += 1) await environment.say('ana', 'status')
    await environment.checkpoint()
    await environment.storeClient.keep('outward/eye/dev:acme', {
      ...{ size: 1, root: '', at: 0, address },
      memory: { tree: { size: 1, frontier: ['ab'.repeat(32)] } },
    })
    await environment.say('ana', 'status')
    await environment.checkpoint()
    await environment.pass(minute)
    expect(witness.statuses).toContain(409)
    expect(witness.statuses).not.toContain(422)
    const head = (await environment.storeClient.heads()).find((one) => one.tenant === 'dev:acme')
    expect(sizeOf('dev:acme')).toBe(head?.size)
  })
})

describe('a witness that does not cosign', () => {
  it.each([
    [{ status: 403, text: '' }, 'refused_403'],
    [{ status: 404, text: '' }, 'refused_404'],
    [{ status: 422, text: '' }, 'refused_422'],
    [{ status: 409, text: '3\n' }, 'witness_disagrees'],
    [{ status: 409, type: 'text/x.tlog.size', text: '99999\n' }, 'witness_is_ahead'],
    [{ status: 409, type: 'text/x.tlog.size', text: '0\n' }, 'witness_disagrees'],
    [{ status: 200, text: 'thank you\n' }, 'cosignature_invalid'],
    [{ status: 302, text: '' }, 'refused_302'],
  ])('and answers %j is recorded as failing: %s', async (answer, why) => {
    const { witness, environment } = await withWitness()
    witness.says.instead = answer
    await environment.say('ana', 'status')
    await environment.checkpoint()
    expect(await environment.storeClient.kept('outward/eye')).toMatchObject({ failing: { why } })
    expect(await environment.found('evidence.checkpointed')).toEqual([])
    witness.says.instead = null
    await environment.pass(minute)
    expect(await environment.found('evidence.checkpointed')).toHaveLength(1)
    expect(await environment.storeClient.kept('outward/eye')).toMatchObject({ failing: null })
  })

  it('but sends an invalid signature is recorded as failing', async () => {
    const { witness, environment } = await withWitness()
    witness.says.spoil = true
    await environment.say('ana', 'status')
    await environment.checkpoint()
    expect(await environment.storeClient.kept('outward/eye')).toMatchObject({
      failing: { why: 'cosignature_invalid' },
    })
  })
})

describe('a witness that differs from the record', () => {
  it('and is ahead because of another process causes a retry and no alarm', async () => {
    const { witness, environment, address } = await withWitness()
    for (let words = 0; words < 3; words += 1) await environment.say('ana', 'status')
    await environment.opened.checkpoint()
    // Since then the log has grown, and another process has sent its newer head.
    for (let words = 0; words < 3; words += 1) await environment.say('ana', 'status')
    const head = (await environment.storeClient.heads()).find((one) => one.tenant === 'dev:acme')
    const noted = parseCheckpoint(head?.checkpoint ?? '')?.size ?? 0
    expect(noted).toBeLessThan(head?.size ?? 0)
    witness.says.instead = { status: 409, type: 'text/x.tlog.size', text: `${head?.size}\n` }
    const no = { root: '', address, memory: {} }
    await environment.storeClient.keep('outward/eye/dev:acme', { ...no, size: 0, at: 0 })
    await environment.storeClient.keep('outward/eye/-', { ...no, size: 1e6, at: 1e15 })
    await environment.pass(minute)
    expect(await environment.storeClient.kept('outward/eye')).toMatchObject({
      failing: { why: 'conflict' },
    })
    const [standing] = await environment.opened.outward.standings()
    expect(standing?.behind).toBeGreaterThanOrEqual(0)
    expect(environment.letters.filter((one) => one.text.includes('another history'))).toEqual([])
  })

  it('gets a proof computed from the chain when the recorded tree is wrong', async () => {
    const { witness, environment, sizeOf, address } = await withWitness()
    for (let words = 0; words < 5; words += 1) await environment.say('ana', 'status')
    await environment.checkpoint()
    const size = sizeOf('dev:acme') ?? 0
    const frontier = [...size.toString(2)].filter((bit) => bit === '1').map(() => 'ab'.repeat(32))
    await environment.storeClient.keep('outward/eye/dev:acme', {
      ...{ size, root: '', at: 0, address },
      memory: { tree: { size, frontier } },
    })
    await environment.say('ana', 'status')
    await environment.checkpoint()
    expect(witness.statuses).toContain(422)
    expect(sizeOf('dev:acme')).toBeGreaterThan(size)
    expect(await environment.storeClient.kept('outward/eye')).toBeNull()
  })
})

it('a witness that lost its memory is reported once in evidence and to the admins', async () => {
  const { witness, environment, sizeOf } = await withWitness()
  for (let words = 0; words < 5; words += 1) await environment.say('ana', 'status')
  await environment.checkpoint()
  const before = sizeOf('dev:acme') ?? 0
  expect(before).toBeGreaterThan(0)
  witness.known.clear()
  await environment.say('ana', 'status')
  await environment.checkpoint()
  await environment.pass(minute)
  expect(sizeOf('dev:acme')).toBeGreaterThan(before)
  const bodies = JSON.stringify(await environment.found('evidence.checkpointed'))
  expect(bodies).toContain(`"forgot":${before}`)
  const notices = environment.letters.filter((one) => one.text.includes('it lost data'))
  expect(notices.map((one) => one.to)).toEqual(['dora'])
  await environment.say('ana', 'status')
  await environment.checkpoint()
  await environment.pass(minute)
  expect(environment.letters.filter((one) => one.text.includes('it lost data'))).toEqual(notices)
})

describe('a witness of another history', () => {
  it('is reported to the admins at once, although earlier passes failed for another reason', async () => {
    const { witness, outside, environment, sizeOf } = await withWitness()
    for (let words = 0; words < 6; words += 1) await environment.say('ana', 'status')
    await environment.checkpoint()
    const before = sizeOf('dev:acme') ?? 0
    await environment.close()
    loseStore(outside)
    // An older file was restored, and has grown beyond what the witness knows.
    const again = await opened(outside)
    witness.says.instead = { status: 503, text: '' }
    for (let rounds = 0; rounds < 20; rounds += 1) await again.say('ana', 'lockdown status')
    for (let rounds = 0; rounds < 5; rounds += 1) {
      await again.checkpoint()
      await again.pass(10 * minute)
    }
    const answer = () => again.letters.filter((one) => one.text.includes('another history'))
    expect(await again.found('evidence.stalled')).toHaveLength(1)
    expect(answer()).toEqual([])
    witness.says.instead = null
    await again.pass(10 * minute)
    expect(answer().map((one) => one.to)).toEqual(['dora'])
    expect(sizeOf('dev:acme')).toBe(before)
    expect(await again.storeClient.kept('outward/eye')).toMatchObject({
      failing: { why: 'witness_disagrees' },
    })
    await again.pass(60 * minute)
    expect(answer()).toHaveLength(1)
  })

  it('is reported to the admins at once when an older database was restored', async () => {
    const { witness, outside, environment, sizeOf } = await withWitness()
    for (let words = 0; words < 6; words += 1) await environment.say('ana', 'status')
    await environment.checkpoint()
    const before = sizeOf('dev:acme')
    await environment.close()
    loseStore(outside)
    const again = await opened(outside)
    await again.say('ana', 'status')
    await again.checkpoint()
    expect(witness.statuses.at(-1)).toBe(409)
    expect(sizeOf('dev:acme')).toBe(before)
    expect(await again.storeClient.kept('outward/eye')).toMatchObject({
      failing: { why: 'witness_is_ahead' },
    })
    // At once, and not only when it has gone on for a while.
    const answer = again.letters.filter((one) => one.text.includes('another history'))
    expect(answer.map((one) => one.to)).toEqual(['dora'])
    expect(answer[0]?.text).toContain('witness_is_ahead')
  })
})

describe('checkpoints in a git repository', () => {
  it('are committed and pushed by `aval checkpoints push` alone, once each', async () => {
    const outside = furnish(
      'checkpoints: [{ kind: git, name: repository, path: repo, remote: origin }]\n',
    )
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', join(outside.folder, 'repo'), ...args], { encoding: 'utf8' })
    mkdirSync(join(outside.folder, 'repo'))
    execFileSync('git', ['init', '--quiet', '--bare', join(outside.folder, 'far.git')])
    git('init', '--quiet', '--initial-branch=main')
    git('remote', 'add', 'origin', join(outside.folder, 'far.git'))
    const environment = await opened(outside)
    await environment.say('ana', 'status')
    await environment.checkpoint()
    expect(readdirSync(join(outside.folder, 'repo'))).toEqual(['.git'])
    await environment.close()
    const { pushCheckpoints } = await import('../../src/cli/evidence/checkpoints.ts')
    const context = { home: outside.home, environment: 'dev', json: true } as const
    expect(await pushCheckpoints(context)).toBe(0)
    expect(git('log', '--format=%an %s')).toMatch(
      /^Aval Checkpoints of - at \d+, dev:acme at \d+$/m,
    )
    const far = join(outside.folder, 'far.git')
    const files = execFileSync('git', ['-C', far, 'ls-tree', '--name-only', 'main'], {
      encoding: 'utf8',
    })
    expect(files.trim().split('\n')).toHaveLength(2)
    expect(await pushCheckpoints(context)).toBe(0)
    expect(git('rev-list', '--count', 'HEAD').trim()).toBe('1')
    const kept = readdirSync(join(outside.folder, 'repo')).find((one) => one.startsWith('dev_acme'))
    expect(await verified(outside, join(outside.folder, 'repo', kept ?? ''))).toMatchObject({
      code: 0,
    })
  })

  it('fail while the repository cannot be pushed, and are pushed later', async () => {
    const outside = furnish(
      'checkpoints: [{ kind: git, name: repository, path: repo, remote: origin }]\n',
    )
    const repo = join(outside.folder, 'repo')
    mkdirSync(repo)
    const environment = await opened(outside)
    await environment.say('ana', 'status')
    await environment.close()
    const { pushCheckpoints } = await import('../../src/cli/evidence/checkpoints.ts')
    const context = { home: outside.home, environment: 'dev', json: true } as const
    expect(await pushCheckpoints(context)).toBe(1)
    execFileSync('git', ['init', '--quiet', repo])
    expect(await pushCheckpoints(context)).toBe(1)
    const far = join(outside.folder, 'far.git')
    execFileSync('git', ['init', '--quiet', '--bare', far])
    execFileSync('git', ['-C', repo, 'remote', 'add', 'origin', far])
    expect(await pushCheckpoints(context)).toBe(0)
    expect(
      execFileSync('git', ['-C', far, 'rev-list', '--count', 'main'], { encoding: 'utf8' }).trim(),
    ).toBe('1')
  })
})
