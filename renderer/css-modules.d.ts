/** CSS modules, declared by hand: `vite/client` would let Node's types into the renderer. */
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}
