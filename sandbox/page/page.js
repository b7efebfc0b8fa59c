// @ts-check
/** @import { View } from '../control/view.mts' */

import { follow } from './live.js';
import { showDeliveries, showOpenChats, showRequests, showWebhooks } from './lists.js';
import { offerCopies, showSignIn } from './signin.js';
import { offerActions, showWidgets } from './visitor.js';

/** @param {View} view */
function show(view) {
	showWidgets(view.widgets);
	showOpenChats(view.openChats);
	showSignIn(view);
	showDeliveries(view.deliveries);
	showWebhooks(view.webhooks);
	showRequests(view.requests);
}

offerActions();
offerCopies();
follow(show);
