/** A name from a program as a message may show it: what could be anything but a name is not repeated. */
export function printable(name: string): string {
  return /^[A-Za-z_][\w./:-]{0,62}$/.test(name) && !/[A-Za-z0-9+/_-]{33,}/.test(name) && !/\d{4}/.test(name)
    ? name
    : "[a key]";
}
