// Checks that the ports of an environment that does not run are free: opens each and closes it.

import { createServer } from 'node:http'
import { closeServer, listen } from '../../engine/listen.ts'
import { codeOf } from '../../store/error-text.ts'
import { readRunState } from '../run-state.ts'
import { readSettings } from '../settings/settings.ts'
import type { Settings } from '../settings/settings-schema.ts'
import type { DoctorOptions } from './doctor.ts'
import { type Finding, ok, unsafe } from './finding.ts'

interface Port {
  readonly field: string
  readonly port: number
  readonly host: string
}

/** Says nothing of settings that cannot be read, which another check reports. */
export async function checkPorts(
  options: Pick<DoctorOptions, 'home' | 'environment' | 'now'>,
): Promise<readonly Finding[]> {
  const { home, environment, now } = options
  let ports: readonly Port[]
  try {
    ports = portsOf(readSettings(home, environment))
  } catch {
    return []
  }
  if (ports.length > 0 && readRunState(home, environment, now) !== null)
    return [ok('ports', `were not tried, because ${environment} runs and has them itself`)]
  // One after the other, because two fields may name one port.
  const found: Finding[] = []
  for (const one of ports) found.push(await tried(one))
  return found
}

/** Port 0 is any free one. */
function portsOf({ http, metrics }: Settings): readonly Port[] {
  const all = [
    ...(http === undefined ? [] : [{ field: 'http.port', port: http.port, host: http.host }]),
    ...(metrics === undefined
      ? []
      : [{ field: 'metrics.port', port: metrics.port, host: '127.0.0.1' }]),
  ]
  return all.filter((one) => one.port !== 0)
}

async function tried({ field, port, host }: Port): Promise<Finding> {
  const server = createServer()
  try {
    await listen(server, port, host)
    await closeServer(server)
    return ok('ports', `${field} ${port} is free`)
  } catch (error) {
    const code = codeOf(error)
    const [why, mend] = reasons[code] ?? [`cannot be opened on ${host}`, 'Name another.']
    return unsafe('ports', `${field} ${port} ${why} (${code}); nothing starts.`, mend)
  }
}

const reasons: Readonly<Record<string, readonly [why: string, mend: string]>> = {
  EADDRINUSE: ['is held by another program', 'End that program (ss -ltnp), or name another port.'],
  EACCES: ['may not be opened by this user', 'Name one from 1024 on.'],
}
