import { unescapeXml } from './s3/listing-xml.ts';

/** An element of an answer: its text, or its children in their order. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/**
 * Reads XML as AWS's query services write it: elements and text; attributes and comments are passed over. Undefined where the
 * text is not one whole element.
 */
export function readXml(source: string): XmlElement | undefined {
  const root: Building = { name: '', text: '', children: [] };
  const open = [root];
  for (const [, closing, name = '', selfClosing, text = ''] of source.matchAll(TOKENS)) {
    const parent = open.at(-1);
    if (parent === undefined) return undefined;
    if (name === '') parent.text += unescapeXml(text);
    else if (closing === '/') {
      open.pop();
      if (parent.name !== name) return undefined;
    } else {
      const element: Building = { name, text: '', children: [] };
      parent.children.push(element);
      if (selfClosing !== '/') open.push(element);
    }
  }
  return open.length === 1 && root.children.length === 1 ? root.children[0] : undefined;
}

interface Building extends XmlElement {
  text: string;
  readonly children: Building[];
}

/** A tag that opens or closes, or text; declarations and comments match and say nothing. */
const TOKENS = /<(?:[?!][^>]*|(\/)?([\w:.-]+)(?:\s[^>]*?)?(\/)?)>|([^<]+)/g;

/** The first child of this name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of the first child of this name; undefined where there is none, or it is empty. */
export function childText(element: XmlElement | undefined, name: string): string | undefined {
  const text = childOf(element, name)?.text;
  return text === '' ? undefined : text;
}

/** The members of a list, which EC2 calls `item`. */
export function itemsOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return childOf(element, name)?.children.filter((child) => child.name === 'item') ?? [];
}
