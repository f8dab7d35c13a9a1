// One name for all spellings of a git repository's address, to find out that two are the same.

import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { realPath } from './settings/place-paths.ts'

const usualPorts: Readonly<Record<string, string>> = { 'ssh:': '22', 'git:': '9418' }

/**
 * `host[:port]/path`, or the path of a local one with its links followed; without protocol, user,
 * password and the last `.git`. A relative path begins in `folder`.
 */
export function repositoryName(address: string, folder: string): string {
  const [, host, path] = /^(?:[^/@:]+@)?([^/:]+):(?!\/\/)(.*)$/.exec(address) ?? []
  if (host !== undefined && path !== undefined) return remoteName(host, path)
  const [, after] = /^[a-z][a-z+]*:\/\/(.*)$/i.exec(address) ?? []
  if (after === undefined) return localName(resolve(folder, address))
  // It can still hold a password.
  if (!URL.canParse(address)) return bare(after.slice(after.lastIndexOf('@') + 1))
  const url = new URL(address)
  if (url.protocol === 'file:' && url.host === '') return localName(fileURLToPath(url))
  const { hostname, port, protocol, pathname } = url
  const isUsual = port === '' || port === usualPorts[protocol]
  return remoteName(isUsual ? hostname : `${hostname}:${port}`, pathname)
}

function remoteName(host: string, path: string): string {
  return `${host.toLowerCase()}/${bare(path)}`
}

function bare(path: string): string {
  return path
    .replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
}

/** git takes `x` for `x.git` and for `x/.git`, whichever is there. */
function localName(path: string): string {
  const there = existsSync(path) || !existsSync(`${path}.git`) ? path : `${path}.git`
  return realPath(there)
    .replace(/\/\.git$/, '')
    .replace(/\.git$/, '')
}
