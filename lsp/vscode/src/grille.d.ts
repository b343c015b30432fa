// A grid taken in as text when the extension is bundled.
declare module "*.grille" {
  const text: string;
  export default text;
}
