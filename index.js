module.exports = {
	...require('./dist/credentials/SocialIntentsApi.credentials.js'),
	...require('./dist/nodes/SocialIntents/SocialIntents.node.js'),
	...require('./dist/nodes/SocialIntents/SocialIntentsTrigger.node.js'),
	...require('./dist/nodes/SocialIntents/SocialIntentsPollingTrigger.node.js'),
};
