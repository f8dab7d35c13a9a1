// A program whose packages lie elsewhere, behind links: it runs isolated, or says which link to mend.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, realpathSync, renameSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { buildProgram, homeWith, type Program, run, sound } from './program.ts'

/** Its packages are where `target` makes them be, given their real folder. */
function linked(target: (packages: string, folder: string) => string): Program {
  const program = buildProgram()
  const folder = dirname(dirname(program.main))
  const packages = join(folder, 'node_modules')
  const real = realpathSync(packages)
  renameSync(packages, join(folder, 'before'))
  symlinkSync(target(real, folder), packages)
  return program
}

it('aval start runs although node_modules is a link to a link', async () => {
  const program = linked((real, folder) => {
    symlinkSync(real, join(folder, 'packages'))
    return join(folder, 'packages')
  })
  const args = [program.main, 'start', '--json', '--env', 'dev', '--home', homeWith(sound)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const news: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    news.push(JSON.parse(line).what)
    if (news.at(-1) !== 'started') break
  }
  child.kill('SIGTERM')
  await once(child, 'exit')
  expect(news).toEqual(['started', 'ready'])
})

it('aval start ends without a retry where a folder above the packages is a link, and names it', async () => {
  const program = linked((real, folder) => {
    mkdirSync(join(folder, 'lib'))
    symlinkSync(real, join(folder, 'lib', 'node_modules'))
    symlinkSync(join(folder, 'lib'), join(folder, 'current'))
    return join(folder, 'current', 'node_modules')
  })
  const ended = await run(program, ['start', '--env', 'dev', '--home', homeWith(sound)])
  // The random names of temporary folders may look like tokens, which logs leave out.
  expect(ended.error).toMatch(/closes \S+\/current to it/)
  expect(ended.out).toContain('dev needs repair')
  expect(ended.code).toBe(1)
})
