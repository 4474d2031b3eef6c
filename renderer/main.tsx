import { createRoot, type Root } from 'react-dom/client';
import { connect, type Connection } from './state/connection.ts';
import { ConnectionContext } from './state/useConnection.ts';
import { Broken } from './window/Broken.tsx';
import { Window } from './window/Window.tsx';

async function start(place: HTMLElement): Promise<void> {
  const result = await connect(window.tarstrap);
  const root: Root = createRoot(place, {
    onUncaughtError: (error) =>
      root.render(<Broken problem={{ code: 'unexpected', facts: {}, detail: String(error) }} onAgain={() => result.ok && draw(root, result.value)} />),
  });
  if (result.ok) draw(root, result.value);
  else root.render(<Broken problem={result.error} onAgain={() => window.location.reload()} />);
}

function draw(root: Root, connection: Connection): void {
  root.render(
    <ConnectionContext value={connection}>
      <Window />
    </ConnectionContext>,
  );
}

const place = document.getElementById('window');
if (place) void start(place);
