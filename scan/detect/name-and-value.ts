/** Names of the members that hold a name, where another member holds the value: `{name: "DB_PASSWORD", value: "…"}`. */
export const NAME_KEYS = [
  "name",
  "key",
  "Name",
  "Key",
  "ParameterKey",
  "parameterKey",
  "variable",
  "env",
  "envName",
  "id",
  "header",
  "label",
  "property",
  "setting",
];
export const VALUE_KEYS = [
  "value",
  "Value",
  "val",
  "ParameterValue",
  "parameterValue",
  "content",
  "default",
  "stringValue",
  "plaintext",
  "data",
  "secretValue",
  "text",
];

const NAMED = `(?:${NAME_KEYS.join("|")})`;
const VALUED = `(?:${VALUE_KEYS.join("|")})`;
/** In YAML, HCL and attributes of XML: `- name: N`, then `value: V`; `key="N" value="V"`. */
const MEMBERS = new RegExp(
  `(?:^|[\\s<{,("'-])["']?${NAMED}["']?\\s{0,8}[:=]\\s{0,8}["']?([A-Za-z_][\\w.:-]{0,79})["']?[\\s,]{1,60}["']?${VALUED}["']?\\s{0,8}[:=]\\s{0,8}` +
    "(?:\"([^\"\\n]{1,500})\"|'([^'\\n]{1,500})'|([^\\s\"',}<>]{1,500}))",
  "g",
);
/** Hadoop's and Apple's: `<name>N</name><value>V</value>`, `<key>N</key><string>V</string>`. */
const NEIGHBOURS =
  /<(name|key)>\s{0,40}([^<>\s]{1,80})\s{0,40}<\/\1>\s{0,40}<(?:value|string)>\s{0,40}([^<>\s]{3,300})\s{0,40}</g;
/** `<password>V</password>`, `<entry key="N">V</entry>`, `<property name="N"><value>V</value></property>`. */
const ELEMENT =
  /<([A-Za-z][\w.:-]{1,60})(\s[^<>]{1,300})?>(?:\s{0,40}<value>)?\s{0,40}([^<>\s]{3,300})\s{0,40}(?:<\/value>\s{0,40})?<\/\1>/g;
const NAME_ATTRIBUTE = /\s(?:name|key|id)\s?=\s?["']([^"']{1,80})["']/;

/** The names and values that a text holds side by side. */
export function namesAndValues(text: string): (readonly [name: string, value: string])[] {
  const found: (readonly [string, string])[] = [];
  for (const [, name, ...values] of text.matchAll(MEMBERS)) found.push([name ?? "", values.find(Boolean) ?? ""]);
  if (!text.includes("</")) return found;
  for (const [, , name, value] of text.matchAll(NEIGHBOURS)) found.push([name ?? "", value ?? ""]);
  for (const [, tag, attributes, value] of text.matchAll(ELEMENT))
    found.push([NAME_ATTRIBUTE.exec(attributes ?? "")?.[1] ?? tag ?? "", value ?? ""]);
  return found;
}
