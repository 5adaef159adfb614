const functions = [
  'And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Not', 'Or',
  'Ref', 'Select', 'Split', 'Sub',
];
const longName = name => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);

export const attribute = text => {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
};

// CloudFormation's short forms as YAML tags, on a scalar, a list or a map.
export const tags = functions.flatMap(name => {
  const tag = `!${name}`;
  return [
    { tag, resolve: text => ({ [longName(name)]: name === 'GetAtt' ? attribute(text) : text }) },
    { tag, collection: 'seq', resolve: list => ({ [longName(name)]: list.toJSON() }) },
    { tag, collection: 'map', resolve: map => ({ [longName(name)]: map.toJSON() }) },
  ];
});
