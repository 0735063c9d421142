import { childOf, childText, itemsOf, readXml } from '../../lib/aws/xml.ts';

test('elements, texts and lists are read, escapes undone, what is not data passed over', () => {
  const read = readXml(
    '<?xml version="1.0"?>\n<!-- note --><a xmlns="x"><b>1 &lt; 2 &amp;&#x41;&#66;</b><c/><set><item><k>v</k></item><item/></set></a>\n',
  );

  expect(childText(read, 'b')).toBe('1 < 2 &AB');
  expect(childText(read, 'c')).toBeUndefined();
  expect(childText(read, 'nothing')).toBeUndefined();
  expect(itemsOf(read, 'set').map((item) => childText(item, 'k'))).toEqual(['v', undefined]);
  expect(childOf(read, 'set')?.children).toHaveLength(2);
});

test.each(['', 'text', '<a>', '<a></b>', '<a/><b/>', '</a>', '<a><b></a></b>', '{"json": true}'])(
  '%j is no whole element',
  (text) => {
    expect(readXml(text)).toBeUndefined();
  },
);
