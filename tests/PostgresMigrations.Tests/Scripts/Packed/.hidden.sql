an editor left this
