/** The kernel puts a p between a name that ends in a digit and the number of a partition. */
export function partitionNode(device: string, number: number): string {
  return `${device}${/\d$/.test(device) ? 'p' : ''}${number}`;
}
