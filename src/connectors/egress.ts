// Default-deny egress: the hosts that a connector may reach, checked before anything is sent.

/** `hostname:port` in lower case, with the scheme's default port if the URL has none. */
export function hostOf(url: URL): string {
  const port = url.port === '' ? (url.protocol === 'http:' ? '80' : '443') : url.port
  return `${url.hostname}:${port}`
}

/**
 * The allowed hosts: those in `declared` (`host` or `host:port`, 443 by default), or only the base
 * URL's. Throws an Error naming `field` if an entry is not a host.
 */
export function allowedHosts(
  baseUrl: URL,
  declared: readonly string[] | undefined,
  field: string,
): ReadonlySet<string> {
  if (declared === undefined) return new Set([hostOf(baseUrl)])
  return new Set(
    declared.map((entry) => {
      const url = URL.canParse(`https://${entry}`) ? new URL(`https://${entry}`) : null
      if (url === null || /[/?#@*\s]/.test(entry))
        throw new Error(`${field}: an entry is not a host; write it as host or host:port.`)
      return hostOf(url)
    }),
  )
}

/** Parses a base URL. Throws an Error naming `field` but not the text, which may hold a secret. */
export function parseBaseUrl(text: string, field: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new Error(`${field}: this is not an http or https address; mend it.`)
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new Error(
      `${field}: take credentials, ? and # out; give secrets as secret:// references.`,
    )
  return url
}
