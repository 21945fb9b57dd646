import {Box} from 'ink';
import {layoutOf} from '../layout.js';
import type {LogLines} from '../log-search.js';
import type {State} from '../state.js';
import type {Theme} from '../theme.js';
import {isFirstMinutes} from '../welcome-choices.js';
import {detailPanel} from './detail-pane.js';
import {placeDialog} from './dialog.js';
import {dialogOf} from './dialog-of.js';
import {footRows} from './foot.js';
import {type Panel, PanelView} from './panel.js';
import {Rows, ThemeContext} from './rows.js';
import {sessionListPanel} from './session-list.js';
import {welcomePanel} from './welcome.js';

export type ScreenProps = {readonly state: State; readonly theme: Theme; readonly log: LogLines};

/** The whole screen for a state: the list, the pane below, the foot, and what lies over them. */
export function Screen({state, theme, log}: ScreenProps) {
	const dialog = dialogOf(state, theme);
	const placed = dialog === null ? null : placeDialog(dialog, state);
	return (
		<ThemeContext value={theme}>
			<Box width={state.size.columns} height={state.size.rows} flexDirection="column">
				{panelsOf(state, theme, log).map(([name, panel]) => (
					<PanelView key={name} panel={panel} />
				))}
				<Rows rows={footRows(state, theme)} />
				{placed === null ? null : (
					<Box position="absolute" top={placed.top} left={placed.left}>
						<PanelView panel={placed.panel} />
					</Box>
				)}
			</Box>
		</ThemeContext>
	);
}

function panelsOf(state: State, theme: Theme, log: LogLines): readonly (readonly [string, Panel])[] {
	const {list, detail} = layoutOf(state);
	if (isFirstMinutes(state)) {
		return [['welcome', welcomePanel(state, theme, list + detail)]];
	}

	const above = list === 0 ? [] : ([['list', sessionListPanel(state, theme, list)]] as const);
	return [...above, ['detail', detailPanel(state, log, theme, detail)]];
}
