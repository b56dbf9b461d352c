/** Header names have no case; HTTP/2 and Node hand them over in lower case. Sent twice counts as not sent. */
export function singleHeader(headers: Record<string, string | string[] | undefined>, name: string): string | undefined {
  const key = Object.hasOwn(headers, name) ? name : Object.keys(headers).find((other) => other.toLowerCase() === name)
  const value = key === undefined ? undefined : headers[key]
  const single = Array.isArray(value) && value.length === 1 ? value[0] : value
  return typeof single === 'string' ? single.trim() || undefined : undefined
}
