declare module "@joergdietrich/leaflet.terminator" {
  export default function terminator(options?: object): unknown;
}
declare module "*.png" {
  const address: string;
  export default address;
}
