// A witness on the loopback that really checks signatures, sizes, roots and consistency proofs.

import { createServer } from 'node:http'
import { closeServer, listen } from '../../src/engine/listen.ts'
import {
  parseCheckpoint,
  parseVerifierKey,
  verifyCheckpoint,
} from '../../src/evidence/checkpoint.ts'
import { verifyConsistency } from '../evidence/rfc-6962.ts'
import { spoiltLine, witnessKey } from '../evidence/witness-key.ts'

interface Known {
  size: number
  root: string
}

interface Told {
  readonly status: number
  readonly type?: string
  readonly text: string
}

export async function startWitness(name = 'witness.example/w1') {
  const { key, publicKey, line } = witnessKey(name)
  /** By origin; tests give the keys of the logs. */
  const known = new Map<string, Known>()
  const logs = new Map<string, string>()
  const bodies: string[] = []
  const statuses: number[] = []
  /** A false answer in place of the correct one; null for none. */
  const says: { instead: Told | null; spoil: boolean } = { instead: null, spoil: false }
  let seconds = 1_767_600_000

  function judge(body: string): Told {
    const [head = '', ...rest] = body.split('\n\n')
    const note = rest.join('\n\n')
    const checkpoint = parseCheckpoint(note)
    const [first = '', ...proof] = head.split('\n')
    const old = /^old (0|[1-9]\d*)$/.exec(first)?.[1]
    if (checkpoint === null || old === undefined) return { status: 400, text: '' }
    const log = logs.get(checkpoint.origin)
    if (log === undefined) return { status: 404, text: '' }
    if (verifyCheckpoint(note, parseVerifierKey(log)).state !== 'good')
      return { status: 403, text: '' }
    const before = known.get(checkpoint.origin) ?? { size: 0, root: '' }
    const oldSize = Number(old)
    if (oldSize > checkpoint.size) return { status: 400, text: '' }
    const conflict = { status: 409, type: 'text/x.tlog.size', text: `${before.size}\n` }
    if (oldSize !== before.size) return conflict
    const { size, root } = checkpoint
    const path = proof.map((line) => Buffer.from(line, 'base64').toString('hex'))
    const claim = { oldSize, oldRoot: before.root, size, root }
    if (oldSize === 0 ? path.length > 0 : !verifyConsistency(claim, path))
      return oldSize === size ? conflict : { status: 422, text: '' }
    known.set(checkpoint.origin, { size, root })
    return { status: 200, text: cosign(checkpoint.text) }
  }

  function cosign(text: string): string {
    seconds += 1
    const own = line('', seconds, text)
    return `— witness.example/stranger AAAAAAAA\n${says.spoil ? spoiltLine(own) : own}`
  }

  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(Buffer.from(part))
    const body = Buffer.concat(parts).toString()
    bodies.push(body)
    const right = request.method === 'POST' && request.url === '/w/add-checkpoint'
    const told = !right ? { status: 404, text: '' } : (says.instead ?? judge(body))
    statuses.push(told.status)
    const headers = { 'content-type': told.type ?? 'text/plain' }
    response.writeHead(told.status, headers).end(told.text)
  })
  const port = await listen(server)
  return {
    ...{ key, known, bodies, statuses, says, publicKey },
    url: `http://127.0.0.1:${port}/w/`,
    /** Adds a trusted log: `name+keyid+base64`. */
    trust: (log: string) => void logs.set(log.slice(0, log.indexOf('+')), log),
    close: () => closeServer(server),
  }
}
